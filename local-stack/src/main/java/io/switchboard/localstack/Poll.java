package io.switchboard.localstack;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Bounded waiting for what cannot notify us: files, locks and ports that belong to other processes.
 */
final class Poll {

  private Poll() {}

  /**
   * Asks until the answer is yes or the time is over; at least once.
   *
   * @return the last answer
   */
  static boolean until(BooleanSupplier condition, Duration atMost, Duration interval) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      pause(interval);
    }
  }

  /** One pause between two looks; ends early when the thread is interrupted. */
  static void pause(Duration interval) {
    LockSupport.parkNanos(interval.toNanos());
  }

  static String secondsSince(long startNanos) {
    long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    return String.format(java.util.Locale.ROOT, "%.1f s", ms / 1000.0);
  }
}
