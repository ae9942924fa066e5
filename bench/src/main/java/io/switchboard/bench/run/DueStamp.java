package io.switchboard.bench.run;

import java.nio.ByteBuffer;

/**
 * When an event was due, in its value's first bytes: whoever receives it in this process can tell
 * how late it is, by the same clock.
 */
final class DueStamp {
  /** The shortest value that takes one. */
  static final int BYTES = Long.BYTES;

  private DueStamp() {}

  /**
   * A copy of a value that bears the stamp.
   *
   * @param dueNanos by {@link System#nanoTime}
   */
  static byte[] on(byte[] value, long dueNanos) {
    byte[] copy = value.clone();
    ByteBuffer.wrap(copy).putLong(dueNanos);
    return copy;
  }

  /** The stamp of a value, by {@link System#nanoTime}. */
  static long of(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }
}
