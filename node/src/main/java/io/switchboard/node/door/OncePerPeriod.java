package io.switchboard.node.door;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a log line that an attacker could repeat at will from filling the disk. Safe for use on any
 * thread.
 */
final class OncePerPeriod {
  private final long periodNanos;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

  OncePerPeriod(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  boolean isDue() {
    long now = System.nanoTime();
    long due = nextNanos.get();
    return now - due >= 0 && nextNanos.compareAndSet(due, now + periodNanos);
  }
}
