package io.switchboard.bench.figures;

import org.HdrHistogram.Histogram;

/**
 * How long one kind of a session's call takes, one after another.
 *
 * @param what the call
 * @param calls how many
 */
public record ColdStart(String what, long calls, Percentiles time) {
  private static final long HIGHEST_MICROS = 60_000_000;

  /** Gathers the times of one kind of call. For one thread. */
  public static final class Stopwatch {
    private final String what;
    private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);

    public Stopwatch(String what) {
      this.what = what;
    }

    /**
     * Counts what took from then until now.
     *
     * @param startNanos by {@link System#nanoTime}
     */
    public void stop(long startNanos) {
      record(System.nanoTime() - startNanos);
    }

    void record(long nanos) {
      micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, nanos / 1_000)));
    }

    public ColdStart result() {
      return new ColdStart(what, micros.getTotalCount(), Percentiles.of(micros));
    }
  }
}
