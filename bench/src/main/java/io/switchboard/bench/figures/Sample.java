package io.switchboard.bench.figures;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one contender did in one round.
 *
 * @param events written or read
 * @param batches committed, or read and acknowledged
 * @param seconds from the first to the last
 * @param latencyMicros of each batch
 * @param cpuSeconds by process, while it ran; empty where the system does not tell
 * @param allocatedBytes by process, while it ran; empty where nobody looked
 */
public record Sample(
    long events,
    long batches,
    double seconds,
    Histogram latencyMicros,
    Map<String, Double> cpuSeconds,
    Map<String, Double> allocatedBytes) {

  /** Without looking at what was allocated. */
  public Sample(
      long events,
      long batches,
      double seconds,
      Histogram latencyMicros,
      Map<String, Double> cpuSeconds) {
    this(events, batches, seconds, latencyMicros, cpuSeconds, Map.of());
  }

  public double eventsPerSecond() {
    return events / seconds;
  }

  double batchesPerSecond() {
    return batches / seconds;
  }
}
