package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.state.BufferedState;
import io.switchboard.sdk.internal.state.WriterStep;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Until when a session in ack mode BUFFERED is called. A new batch has a deadline of its own, from
 * its turn on; what was acknowledged before is tried for another operation time-out each time; and
 * trying over and over without getting on ends after one, too. Not thread-safe: the engine's lock
 * guards it.
 */
final class Deadlines {
  private final SessionHandle session;
  private final CommitWindow window;
  private OptionalLong tryUntilNanos = OptionalLong.empty();
  private boolean fixed;

  Deadlines(SessionHandle session, CommitWindow window) {
    this.session = session;
    this.window = window;
  }

  /** One deadline for everything from now on, until all that is kept is settled. */
  void fix(Duration within) {
    tryUntilNanos = OptionalLong.of(session.deadlineAfter(within));
    fixed = true;
  }

  boolean isFixed() {
    return fixed;
  }

  void unfix() {
    fixed = false;
    tryUntilNanos = OptionalLong.empty();
  }

  /** Something got on: the patience is new. */
  void gotOn() {
    fixed = fixed && !window.isEmpty();
    if (!fixed) {
      tryUntilNanos = OptionalLong.empty();
    }
  }

  /** Whether the same may be tried again; from the first time on, for one time-out. */
  boolean allowAnotherTry() {
    if (tryUntilNanos.isEmpty()) {
      tryUntilNanos = OptionalLong.of(session.deadlineAfter(session.operationTimeout()));
    }
    return session.nowNanos() - tryUntilNanos.getAsLong() < 0;
  }

  /** Of a step that is about to be sent in this state. */
  long of(WriterStep step, BufferedState state) {
    if (fixed) {
      return tryUntilNanos.getAsLong();
    }
    long ofBatch = ofBatch(step.seq(), state);
    if (state.stage().isEmpty()) {
      return ofBatch;
    }
    long ofStage = ofBatch(state.stage().get().seq(), state);
    return ofBatch - ofStage > 0 ? ofBatch : ofStage;
  }

  private long ofBatch(long seq, BufferedState state) {
    return seq <= state.doubtTo()
        ? session.deadlineAfter(session.operationTimeout())
        : window.get(seq).orElseThrow().deadlineNanos();
  }
}
