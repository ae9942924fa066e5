package io.switchboard.entity.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How sessions are found that their clients left.
 *
 * @param lookEvery pause between two walks through the directory; a session ends within twice its
 *     idle time-out as long as this and a walk take less than half of that
 * @param wakePerSecond sessions woken in a second at most, in the whole cluster; in steps of ten
 */
public record ExpirySettings(Duration lookEvery, int wakePerSecond) {
  public static final ExpirySettings DEFAULTS = new ExpirySettings(Duration.ofSeconds(5), 50);

  public ExpirySettings {
    List<String> problems = new ArrayList<>();
    if (lookEvery.toMillis() < 100) {
      problems.add("expiry.look-every: at least 100 ms");
    }
    if (wakePerSecond < 10 || wakePerSecond > 10_000) {
      problems.add("expiry.wake-per-second: 10 to 10,000");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("session settings: " + String.join("; ", problems));
    }
  }
}
