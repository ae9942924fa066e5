package io.switchboard.node.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * How many bytes of requests (or of replies) a node holds at once, over all its connections;
 * whoever does not get his share waits in line. Safe for use on any thread.
 */
final class ByteBudget {
  private final long limit;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private long used;

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes the bytes if they are free and nobody waits for his. */
  synchronized boolean tryAcquire(long bytes) {
    if (!waiters.isEmpty() || used + bytes > limit) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Stands in line; {@code granted} is run by the executor once the bytes were taken. */
  synchronized Waiter await(long bytes, Executor executor, Runnable granted) {
    Waiter waiter = new Waiter(bytes, executor, granted);
    waiters.add(waiter);
    return waiter;
  }

  void release(long bytes) {
    synchronized (this) {
      used -= bytes;
    }
    grantWaiters();
  }

  /** Whether anybody waits: then bytes that lie idle are better given back. */
  synchronized boolean isShort() {
    return !waiters.isEmpty();
  }

  synchronized long used() {
    return used;
  }

  private void grantWaiters() {
    List<Waiter> served = List.of();
    synchronized (this) {
      while (!waiters.isEmpty() && used + waiters.peek().bytes <= limit) {
        Waiter waiter = waiters.remove();
        waiter.isServed = true;
        used += waiter.bytes;
        served = served.isEmpty() ? new ArrayList<>() : served;
        served.add(waiter);
      }
    }
    served.forEach(waiter -> waiter.executor.execute(waiter.granted));
  }

  /** A place in the line. */
  final class Waiter {
    private final long bytes;
    private final Executor executor;
    private final Runnable granted;
    private boolean isServed;

    private Waiter(long bytes, Executor executor, Runnable granted) {
      this.bytes = bytes;
      this.executor = executor;
      this.granted = granted;
    }

    long bytes() {
      return bytes;
    }

    /**
     * Leaves the line; false if the bytes were taken already, so that {@code granted} runs or has
     * run.
     */
    boolean cancel() {
      boolean cancelled;
      synchronized (ByteBudget.this) {
        cancelled = !isServed && waiters.remove(this);
      }
      if (cancelled) {
        grantWaiters();
      }
      return cancelled;
    }
  }
}
