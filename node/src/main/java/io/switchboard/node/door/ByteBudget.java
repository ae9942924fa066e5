package io.switchboard.node.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * How many bytes of requests (or of replies) a node holds at once, over all its connections;
 * whoever does not get his share waits in line.
 *
 * <p>The last quarter is kept for small shares, which have a line of their own: so a few large
 * requests that come slowly do not stop everybody else's small ones. Safe for use on any thread.
 */
final class ByteBudget {
  /** Shares up to here are small. */
  static final int SMALL_BYTES = 72 << 10;

  private final Line small;
  private final Line large;
  private long used;

  ByteBudget(long limit) {
    small = new Line(limit);
    large = new Line(limit / 4 * 3);
  }

  /** Takes the bytes if they are free and nobody waits for the like. */
  synchronized boolean tryAcquire(long bytes) {
    Line line = lineFor(bytes);
    if (bytes > 0 && (!line.waiters.isEmpty() || used + bytes > line.limit)) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Stands in line; {@code granted} is run by the executor once the bytes were taken. */
  synchronized Waiter await(long bytes, Executor executor, Runnable granted) {
    Waiter waiter = new Waiter(bytes, executor, granted);
    lineFor(bytes).waiters.add(waiter);
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
    return !small.waiters.isEmpty() || !large.waiters.isEmpty();
  }

  /** Bytes that may be held. */
  long limit() {
    return small.limit;
  }

  synchronized long used() {
    return used;
  }

  private Line lineFor(long bytes) {
    return bytes <= SMALL_BYTES ? small : large;
  }

  private void grantWaiters() {
    List<Waiter> served = new ArrayList<>(0);
    synchronized (this) {
      serve(small, served);
      serve(large, served);
    }
    served.forEach(waiter -> waiter.executor.execute(waiter.granted));
  }

  private void serve(Line line, List<Waiter> served) {
    while (!line.waiters.isEmpty() && used + line.waiters.peek().bytes <= line.limit) {
      Waiter waiter = line.waiters.remove();
      waiter.isServed = true;
      used += waiter.bytes;
      served.add(waiter);
    }
  }

  private static final class Line {
    private final long limit;
    private final Queue<Waiter> waiters = new ArrayDeque<>();

    private Line(long limit) {
      this.limit = limit;
    }
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

    /**
     * Leaves the line; false if the bytes were taken already, so that {@code granted} runs or has
     * run.
     */
    boolean cancel() {
      boolean cancelled;
      synchronized (ByteBudget.this) {
        cancelled = !isServed && lineFor(bytes).waiters.remove(this);
      }
      if (cancelled) {
        grantWaiters();
      }
      return cancelled;
    }
  }
}
