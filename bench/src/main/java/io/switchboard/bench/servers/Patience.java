package io.switchboard.bench.servers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes do, by looking again and again. */
public final class Patience {
  private static final long LOOK_EVERY_MS = 50;

  private Patience() {}

  /** A look that may fail. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Returns once the condition holds.
   *
   * @return false: it did not in time
   */
  public static boolean await(Duration within, Condition condition) throws Exception {
    long giveUpAt = System.nanoTime() + within.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - giveUpAt > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
    }
    return true;
  }
}
