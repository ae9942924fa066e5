package io.switchboard.bench.figures;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long after it was due a batch was committed, at a fixed rate, over all rounds.
 *
 * @param client whose batches
 * @param peakEventsPerSecond what it does when each batch is sent as soon as the one before is
 *     committed
 * @param wantedEventsPerSecond the rate
 * @param eventsPerSecond what came of it, the median of all rounds; clearly less: it was too much
 */
public record Latency(
    String client,
    double peakEventsPerSecond,
    double wantedEventsPerSecond,
    double eventsPerSecond,
    double p50Millis,
    double p90Millis,
    double p99Millis,
    double p999Millis,
    double maxMillis) {
  private static final double MICROS_PER_MILLI = 1e3;

  public static Latency of(
      String client,
      double peakEventsPerSecond,
      double wantedEventsPerSecond,
      List<Sample> rounds) {
    Histogram all = new Histogram(rounds.get(0).latencyMicros());
    all.reset();
    rounds.forEach(round -> all.add(round.latencyMicros()));
    return new Latency(
        client,
        peakEventsPerSecond,
        wantedEventsPerSecond,
        Figures.of(rounds).eventsPerSecond(),
        millis(all, 50),
        millis(all, 90),
        millis(all, 99),
        millis(all, 99.9),
        all.getMaxValue() / MICROS_PER_MILLI);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
