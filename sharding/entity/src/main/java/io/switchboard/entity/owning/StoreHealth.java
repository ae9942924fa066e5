package io.switchboard.entity.owning;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Whether journal, register and ledger have answered the sessions of this node lately: what can
 * wait is not asked of a store that just failed. Thread-safe.
 */
public final class StoreHealth {
  private final long quietNanos;
  private final LongSupplier nanoClock;
  private final AtomicBoolean everFailed = new AtomicBoolean();
  private volatile long failedAtNanos;

  /**
   * @param quiet how long after a failure the stores count as ill
   */
  public StoreHealth(Duration quiet, LongSupplier nanoClock) {
    this.quietNanos = quiet.toNanos();
    this.nanoClock = nanoClock;
  }

  /** A store failed, or did not answer. */
  public void failed() {
    failedAtNanos = nanoClock.getAsLong();
    everFailed.set(true);
  }

  /** True unless a store failed a little while ago. */
  public boolean isGood() {
    return !everFailed.get() || nanoClock.getAsLong() - failedAtNanos >= quietNanos;
  }
}
