package io.switchboard.cli.frame;

/**
 * One event's bytes as they were cut out of the input. The array is handed out as it is; nobody
 * changes it.
 */
public final class Frame {
  private final byte[] bytes;
  private final boolean terminated;

  private Frame(byte[] bytes, boolean terminated) {
    this.bytes = bytes;
    this.terminated = terminated;
  }

  /** A whole one. */
  static Frame terminated(byte[] bytes) {
    return new Frame(bytes, true);
  }

  /** What stood behind the last line feed of the input; at least one byte. */
  static Frame unterminated(byte[] bytes) {
    return new Frame(bytes, false);
  }

  /** The bytes, without what separated them from the next ones. */
  public byte[] bytes() {
    return bytes;
  }

  /** False for a last line without a line feed. */
  public boolean isTerminated() {
    return terminated;
  }
}
