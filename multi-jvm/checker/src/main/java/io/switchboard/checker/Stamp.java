package io.switchboard.checker;

/**
 * When and where an entry was written.
 *
 * @param place file and line, packed: see {@link #place}
 * @param atMicros since the start of the first file of the history, in microseconds
 */
record Stamp(long place, long atMicros) {
  /** The place of nothing. */
  static final long NOWHERE = -1;

  private static final int LINE_BITS = 40;

  static long place(int file, long line) {
    return ((long) file << LINE_BITS) | line;
  }

  static int file(long place) {
    return (int) (place >>> LINE_BITS);
  }

  static long line(long place) {
    return place & ((1L << LINE_BITS) - 1);
  }
}
