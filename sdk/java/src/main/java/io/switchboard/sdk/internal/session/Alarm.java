package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.call.Timing;
import java.util.concurrent.RejectedExecutionException;

/** One timer of an engine, set once until it is cancelled. The engine's lock guards it. */
final class Alarm {
  private final Timing timing;
  private Timing.Cancellable set;

  Alarm(Timing timing) {
    this.timing = timing;
  }

  /** Sets it, unless it is set. False: there is no timer any more, the client is being closed. */
  boolean set(long delayNanos, Runnable task) {
    if (set != null) {
      return true;
    }
    try {
      set = timing.after(delayNanos, task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  void cancel() {
    if (set != null) {
      set.cancel();
      set = null;
    }
  }
}
