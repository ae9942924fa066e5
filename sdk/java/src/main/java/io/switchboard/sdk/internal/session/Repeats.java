package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.call.Backoff;
import io.switchboard.sdk.internal.call.Timing;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;

/**
 * Puts pauses between steps that are tried over and over without any progress: the first repetition
 * comes at once, the others after a back-off. The engine's lock guards the count.
 */
final class Repeats {
  /** No pause. */
  static final long NONE = -1;

  private final Timing timing;
  private final Backoff backoff;
  private int count;

  Repeats(Timing timing, Backoff backoff) {
    this.timing = timing;
    this.backoff = backoff;
  }

  /** The pause before the next step, in nanoseconds; {@link #NONE} if there is none. */
  long next(boolean repeated) {
    count = repeated ? count + 1 : count;
    return repeated && count > 1
        ? backoff.delayNanos(count - 2, OptionalInt.empty(), timing.random())
        : NONE;
  }

  /** Something got on. */
  void progressed() {
    count = 0;
  }

  /** Runs a task after a pause; at once if the client is being closed: its next call learns so. */
  void pause(long nanos, Runnable task) {
    try {
      timing.after(nanos, task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
