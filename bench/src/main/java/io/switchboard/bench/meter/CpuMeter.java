package io.switchboard.bench.meter;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Processor time of the processes that take part, between two looks at the operating system. */
public final class CpuMeter {
  private final Map<String, Long> processIds;

  public CpuMeter(Map<String, Long> processIds) {
    this.processIds = new TreeMap<>(processIds);
  }

  /**
   * Seconds since each process began; a process that the system does not tell about is left out.
   */
  public Map<String, Double> seconds() {
    Map<String, Double> seconds = new TreeMap<>();
    processIds.forEach(
        (name, id) ->
            ProcessHandle.of(id)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .ifPresent(nanos -> seconds.put(name, nanos / 1e9)));
    return seconds;
  }

  /** What was used since an earlier look. */
  public Map<String, Double> since(Map<String, Double> earlier) {
    Map<String, Double> used = new TreeMap<>();
    seconds()
        .forEach(
            (name, now) -> {
              if (earlier.containsKey(name)) {
                used.put(name, now - earlier.get(name));
              }
            });
    return used;
  }
}
