package io.switchboard.mesos.discovery;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what is wrong at every lookup, which is every second, from being logged every second. In a
 * period each text passes once, and no more than a fixed number of texts pass. Safe for use on any
 * thread.
 */
final class WarningGate {
  /** Different texts that pass in one period. */
  static final int MAX_TEXTS = 64;

  private final Duration period;
  private final Set<String> passed = new HashSet<>();
  private long periodEndsNanos;

  WarningGate(Duration period) {
    this.period = period;
  }

  /** What is to be logged: the text, or that there is too much of it, or nothing. */
  synchronized Optional<String> pass(String text, long nowNanos) {
    if (passed.isEmpty() || nowNanos - periodEndsNanos >= 0) {
      passed.clear();
      periodEndsNanos = nowNanos + period.toNanos();
    }
    if (passed.contains(text) || passed.size() > MAX_TEXTS) {
      return Optional.empty();
    }
    passed.add(text);
    return Optional.of(
        passed.size() <= MAX_TEXTS ? text : "more warnings than these are left out for a while");
  }
}
