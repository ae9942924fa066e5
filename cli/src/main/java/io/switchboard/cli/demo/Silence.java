package io.switchboard.cli.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The longest time between two acknowledged batches: what a client notices of a lost node.
 * Thread-safe.
 */
final class Silence {
  private final LongSupplier nanos;
  private long heardNanos;
  private long longestNanos;

  Silence(LongSupplier nanos) {
    this.nanos = nanos;
    this.heardNanos = nanos.getAsLong();
  }

  /** A batch was acknowledged. */
  synchronized void heard() {
    long now = nanos.getAsLong();
    longestNanos = Math.max(longestNanos, now - heardNanos);
    heardNanos = now;
  }

  /** Forgets how long it was; what is under way counts from its beginning. */
  synchronized void forget() {
    longestNanos = 0;
  }

  /** Since {@link #forget}; what is under way does not count before it has ended. */
  synchronized Duration longest() {
    return Duration.ofNanos(longestNanos);
  }
}
