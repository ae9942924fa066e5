package io.switchboard.entity.spill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How sessions are found for which batches were left.
 *
 * @param lookEvery pause between two walks through the spill store; at least 100 ms
 * @param wakePerSecond sessions woken in a second at most, in the whole cluster; 10 to 10,000, in
 *     steps of ten
 */
public record SweepSettings(Duration lookEvery, int wakePerSecond) {
  public static final SweepSettings DEFAULTS = new SweepSettings(Duration.ofMinutes(1), 50);

  public SweepSettings {
    List<String> problems = new ArrayList<>();
    if (lookEvery.toMillis() < 100) {
      problems.add("look-every: at least 100 ms");
    }
    if (wakePerSecond < 10 || wakePerSecond > 10_000) {
      problems.add("wake-per-second: 10 to 10,000");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("spill settings: " + String.join("; ", problems));
    }
  }
}
