package io.switchboard.sdk.internal.call;

/** Time and chance, so that tests can hold them. Thread-safe. */
public interface Timing {
  /** A clock that only goes forward, in nanoseconds. */
  long nowNanos();

  /** Runs a task later, on a thread of the SDK; the task must not block. */
  Cancellable after(long delayNanos, Runnable task);

  /** Evenly between 0 (inclusive) and 1 (exclusive). */
  double random();

  /** A task that was put off. */
  interface Cancellable {
    /** The task does not run, unless it runs already. */
    void cancel();
  }
}
