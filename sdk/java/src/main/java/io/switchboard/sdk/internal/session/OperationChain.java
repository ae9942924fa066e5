package io.switchboard.sdk.internal.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs asynchronous operations one after another, whether the one before succeeded or not, up to a
 * last one. Thread-safe; never blocks.
 */
final class OperationChain {
  private static final int MAX_QUEUED = 64;

  // All guarded by this.
  private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);
  private int queued;
  private boolean closed;
  private boolean ending;
  private Runnable abort = () -> {};

  /**
   * Runs an operation after those before it. Fails at once if the chain is closed, or if 64
   * operations wait already.
   *
   * @param whenClosed makes the failure if the chain is closed before the operation's turn comes
   */
  <T> CompletableFuture<T> run(
      Supplier<CompletableFuture<T>> operation, Supplier<RuntimeException> whenClosed) {
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(whenClosed.get());
      }
      if (queued >= MAX_QUEUED) {
        return CompletableFuture.failedFuture(
            new IllegalStateException(
                "More than " + MAX_QUEUED + " operations wait: wait for their futures."));
      }
    }
    return enqueue(
        () -> isClosed() ? CompletableFuture.failedFuture(whenClosed.get()) : operation.get());
  }

  /** How to abort what the current operation waits for; done at once if the chain is closed. */
  void underWay(Runnable howToAbort) {
    boolean late;
    synchronized (this) {
      abort = howToAbort;
      late = closed && !ending;
    }
    if (late) {
      howToAbort.run();
    }
  }

  /** Aborts what is under way, and runs the last operation. Repeating it does nothing. */
  <T> CompletableFuture<T> close(Supplier<CompletableFuture<T>> last) {
    Runnable current;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.completedFuture(null);
      }
      closed = true;
      current = abort;
    }
    current.run();
    return enqueue(
        () -> {
          synchronized (this) {
            ending = true;
          }
          return last.get();
        });
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private <T> CompletableFuture<T> enqueue(Supplier<CompletableFuture<T>> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<?> before;
    synchronized (this) {
      queued++;
      before = tail;
      tail = result;
    }
    before.whenComplete((ignored, alsoIgnored) -> start(operation, result));
    return result.copy();
  }

  private <T> void start(Supplier<CompletableFuture<T>> operation, CompletableFuture<T> result) {
    CompletableFuture<T> started;
    try {
      started = operation.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedFuture(e);
    }
    started.whenComplete(
        (value, error) -> {
          synchronized (this) {
            queued--;
          }
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(Failures.unwrap(error));
          }
        });
  }
}
