package io.switchboard.sdk;

import java.time.Instant;

/** Where a new reader starts. */
public sealed interface StartPosition {
  /** At the oldest event of each partition. */
  record Earliest() implements StartPosition {}

  /** At the end of each partition: only events that come later are read. */
  record Latest() implements StartPosition {}

  /** At the first event at or after a time, per partition; at the end where there is none. */
  record At(Instant time) implements StartPosition {}

  /** Where another session on the same topic stood; see {@link Subscriber#cursor()}. */
  final class Cursor implements StartPosition {
    private final byte[] bytes;

    private Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    /** A copy of the opaque bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /** At the oldest event of each partition. */
  static StartPosition earliest() {
    return new Earliest();
  }

  /** At the end of each partition. */
  static StartPosition latest() {
    return new Latest();
  }

  /** At the first event at or after a time, in milliseconds. */
  static StartPosition at(Instant time) {
    return new At(time);
  }

  /** Behind the batch that the cursor came from; the bytes are copied. */
  static StartPosition cursor(byte[] cursor) {
    return new Cursor(cursor.clone());
  }
}
