package io.switchboard.bench.figures;

import org.HdrHistogram.Histogram;

/** How long calls took, in milliseconds. */
public record Percentiles(double p50Millis, double p99Millis, double maxMillis) {
  private static final double MICROS_PER_MILLI = 1e3;

  static Percentiles of(Histogram micros) {
    return new Percentiles(
        micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
        micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
        micros.getMaxValue() / MICROS_PER_MILLI);
  }
}
