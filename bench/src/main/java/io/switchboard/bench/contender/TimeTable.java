package io.switchboard.bench.contender;

/**
 * When each batch of an even stream is due, whatever became of the ones before it.
 *
 * @param writers that take turns, so that each has its own even stream
 * @param intervalNanos between two batches of one writer
 */
public record TimeTable(int writers, long intervalNanos) {
  private static final double NANOS = 1e9;

  public static TimeTable of(int writers, double batchesPerSecond) {
    if (!(batchesPerSecond > 0)) {
      throw new IllegalArgumentException(
          "a rate must be more than 0 batches/s, got " + batchesPerSecond);
    }
    return new TimeTable(writers, Math.max(1, Math.round(writers * NANOS / batchesPerSecond)));
  }

  /** Nanoseconds after the begin; writers and batches count from 0. */
  public long dueNanos(int writer, long batch) {
    return intervalNanos * writer / writers + batch * intervalNanos;
  }

  /** How many batches of a writer are due before a time is over. */
  public long batchesWithin(int writer, long nanos) {
    long left = nanos - dueNanos(writer, 0);
    return left <= 0 ? 0 : (left + intervalNanos - 1) / intervalNanos;
  }
}
