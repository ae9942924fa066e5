package io.switchboard.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How fast sessions of one role begin and end, nothing else being done with them.
 *
 * @param role whose sessions
 * @param clients that work at the same time, each with one session at a time
 * @param sessionsPerSecond the median of the rounds
 * @param allocate how long the call takes, over all rounds
 * @param dispose the same
 * @param cpuSecondsPerThousand sessions, by process
 */
public record Churn(
    String role,
    int clients,
    double sessionsPerSecond,
    double lowestSessionsPerSecond,
    double highestSessionsPerSecond,
    Percentiles allocate,
    Percentiles dispose,
    Map<String, Double> cpuSecondsPerThousand) {

  /**
   * From the rounds.
   *
   * @param rounds whose events are the sessions, and whose latency is that of their allocation
   * @param disposeMicros over all rounds
   */
  public static Churn of(String role, int clients, List<Sample> rounds, Histogram disposeMicros) {
    double[] rates = rounds.stream().mapToDouble(Sample::eventsPerSecond).sorted().toArray();
    Histogram allocate = new Histogram(rounds.get(0).latencyMicros());
    allocate.reset();
    Map<String, Double> cpu = new TreeMap<>();
    double sessions = rounds.stream().mapToLong(Sample::events).sum();
    for (Sample round : rounds) {
      allocate.add(round.latencyMicros());
      round
          .cpuSeconds()
          .forEach((process, used) -> cpu.merge(process, used * 1e3 / sessions, Double::sum));
    }
    return new Churn(
        role,
        clients,
        Figures.median(rates),
        rates[0],
        Arrays.stream(rates).max().orElseThrow(),
        Percentiles.of(allocate),
        Percentiles.of(disposeMicros),
        cpu);
  }
}
