package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Work;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.AllocationMeter;
import io.switchboard.bench.meter.CpuMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets contenders do one workload by turns, so that whatever else happens on the machine meets them
 * alike. Only the ratio of figures of one duel means something.
 */
final class Duel {
  private final CpuMeter cpu;
  private final Optional<AllocationMeter> allocation;
  private final Consumer<String> progress;

  Duel(CpuMeter cpu, Consumer<String> progress) {
    this(cpu, Optional.empty(), progress);
  }

  Duel(CpuMeter cpu, Optional<AllocationMeter> allocation, Consumer<String> progress) {
    this.cpu = cpu;
    this.allocation = allocation;
    this.progress = progress;
  }

  /**
   * Warms all up, then runs the rounds; every other round in the opposite order.
   *
   * @return by contender's name, a sample per round
   */
  Map<String, List<Sample>> run(
      String workload, List<Contender> contenders, Duration warmUp, Duration time, int rounds)
      throws Exception {
    Map<String, List<Sample>> samples = new HashMap<>();
    List<Contender> opened = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        contender.open();
        opened.add(contender);
        samples.put(contender.name(), new ArrayList<>());
        progress.accept(workload + ": " + contender.name() + " warms up");
        warmUp(contender, warmUp);
      }
      for (int round = 1; round <= rounds; round++) {
        for (int i = 0; i < contenders.size(); i++) {
          Contender contender = contenders.get(round % 2 == 1 ? i : contenders.size() - 1 - i);
          Sample sample = sample(contender, time);
          samples.get(contender.name()).add(sample);
          progress.accept(
              "%s: round %d, %s: %,.0f events/s"
                  .formatted(workload, round, contender.name(), sample.eventsPerSecond()));
        }
      }
      return samples;
    } finally {
      for (Contender contender : opened) {
        contender.close();
      }
    }
  }

  /** Runs a contender, again and again if its runs have an end of their own. */
  static void warmUp(Contender contender, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    do {
      contender.run(time);
    } while (System.nanoTime() < end);
  }

  private Sample sample(Contender contender, Duration time) throws Exception {
    Map<String, Double> allocated = allocation.isEmpty() ? Map.of() : allocation.get().bytes();
    Map<String, Double> before = cpu.seconds();
    Work work = contender.run(time);
    Map<String, Double> used = cpu.since(before);
    return new Sample(
        work.events(),
        work.batches(),
        work.seconds(),
        work.latencyMicros(),
        used,
        allocation.isEmpty() ? Map.of() : allocation.get().since(allocated));
  }
}
