package io.switchboard.sdk.internal.call;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The machine's time and chance. */
public final class SystemTiming implements Timing {
  private final ScheduledExecutorService timer;

  /** Timing on a timer that someone else closes. */
  public SystemTiming(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  @Override
  public Cancellable after(long delayNanos, Runnable task) {
    Future<?> future = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
