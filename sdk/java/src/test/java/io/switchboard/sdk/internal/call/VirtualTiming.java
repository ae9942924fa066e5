package io.switchboard.sdk.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Waits for nothing: a task that is put off runs at once, and the clock jumps to its time. */
public final class VirtualTiming implements Timing {
  private final Executor executor;
  private final AtomicLong skippedNanos = new AtomicLong();
  private final List<Long> delaysNanos = new ArrayList<>();
  public volatile double random = 0.5;

  public VirtualTiming(Executor executor) {
    this.executor = executor;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime() + skippedNanos.get();
  }

  @Override
  public Cancellable after(long delayNanos, Runnable task) {
    skippedNanos.addAndGet(delayNanos);
    synchronized (delaysNanos) {
      delaysNanos.add(delayNanos);
    }
    AtomicBoolean cancelled = new AtomicBoolean();
    executor.execute(
        () -> {
          if (!cancelled.get()) {
            task.run();
          }
        });
    return () -> cancelled.set(true);
  }

  @Override
  public double random() {
    return random;
  }

  public List<Long> delaysNanos() {
    synchronized (delaysNanos) {
      return List.copyOf(delaysNanos);
    }
  }
}
