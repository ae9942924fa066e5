package io.switchboard.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What is told of one contender in one workload: medians of its rounds, and how far they lie apart.
 *
 * @param cpuSecondsPerMillionEvents by process
 * @param allocatedBytesPerEvent on the heap, by process; of those that tell it
 */
public record Figures(
    double eventsPerSecond,
    double lowestEventsPerSecond,
    double highestEventsPerSecond,
    double batchesPerSecond,
    double p50Millis,
    double p99Millis,
    Map<String, Double> cpuSecondsPerMillionEvents,
    Map<String, Double> allocatedBytesPerEvent) {

  /** Without what was allocated. */
  public Figures(
      double eventsPerSecond,
      double lowestEventsPerSecond,
      double highestEventsPerSecond,
      double batchesPerSecond,
      double p50Millis,
      double p99Millis,
      Map<String, Double> cpuSecondsPerMillionEvents) {
    this(
        eventsPerSecond,
        lowestEventsPerSecond,
        highestEventsPerSecond,
        batchesPerSecond,
        p50Millis,
        p99Millis,
        cpuSecondsPerMillionEvents,
        Map.of());
  }

  private static final double MILLION = 1e6;

  public static Figures of(List<Sample> rounds) {
    Histogram all = new Histogram(rounds.get(0).latencyMicros());
    rounds.forEach(round -> all.add(round.latencyMicros()));
    return new Figures(
        median(rounds, Sample::eventsPerSecond),
        rounds.stream().mapToDouble(Sample::eventsPerSecond).min().orElseThrow(),
        rounds.stream().mapToDouble(Sample::eventsPerSecond).max().orElseThrow(),
        median(rounds, Sample::batchesPerSecond),
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3,
        perEvent(rounds, Sample::cpuSeconds, MILLION),
        perEvent(rounds, Sample::allocatedBytes, 1));
  }

  /** By process, the median of what each round took for so many events. */
  private static Map<String, Double> perEvent(
      List<Sample> rounds, Function<Sample, Map<String, Double>> what, double events) {
    Map<String, Double> medians = new TreeMap<>();
    for (String process : what.apply(rounds.get(0)).keySet()) {
      medians.put(
          process,
          median(rounds, r -> what.apply(r).getOrDefault(process, 0.0) * events / r.events()));
    }
    return medians;
  }

  /** Of the ratios of each round, because the two of one round met the same machine. */
  public static double medianRatio(List<Sample> ours, List<Sample> theirs) {
    return median(ratios(ours, theirs));
  }

  /** Of each round, our events per second to theirs. */
  static double[] ratios(List<Sample> ours, List<Sample> theirs) {
    double[] ratios = new double[ours.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i).eventsPerSecond() / theirs.get(i).eventsPerSecond();
    }
    return ratios;
  }

  private static double median(List<Sample> rounds, ToDoubleFunction<Sample> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
