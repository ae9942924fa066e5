package io.switchboard.bench.contender;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * When an event was due, in its value's first bytes: whoever receives it in this process can tell
 * how late it is, by the same clock.
 */
public final class DueStamp {
  /** The shortest value that takes one. */
  public static final int BYTES = 2 * Long.BYTES;

  /** No other value of a benchmark begins like that. */
  private static final long MARK = 0x5357_4244_5545_0001L;

  private DueStamp() {}

  /**
   * A copy of a value that bears the stamp.
   *
   * @param dueNanos by {@link System#nanoTime}
   */
  public static byte[] on(byte[] value, long dueNanos) {
    byte[] copy = value.clone();
    ByteBuffer.wrap(copy).putLong(MARK).putLong(dueNanos);
    return copy;
  }

  /** The stamp of a value, by {@link System#nanoTime}; empty if it bears none. */
  public static OptionalLong of(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return value.length >= BYTES && bytes.getLong() == MARK
        ? OptionalLong.of(bytes.getLong())
        : OptionalLong.empty();
  }
}
