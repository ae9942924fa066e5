package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.call.OutOfTime;
import io.switchboard.sdk.internal.state.BufferedState;
import io.switchboard.sdk.internal.state.BufferedVerdict;
import io.switchboard.sdk.internal.state.WriterStep;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.List;
import java.util.Optional;

/**
 * How far a session in ack mode BUFFERED has got. What an answer changes, it changes here and all
 * together: the {@link BufferedState}, the batches in the {@link CommitWindow} that its numbers are
 * about, and what their callers are told. Not thread-safe: the engine's lock guards it; what it
 * adds to completions runs outside of it.
 */
final class BufferedProgress {
  private final CommitWindow window;
  private final Outcomes outcomes;
  private BufferedState state;

  /** The last batch that was ever accepted under its seq: written again, it is no news. */
  private long furthestAccepted;

  private boolean renumbered;

  /** Of a session whose place is known. */
  BufferedProgress(long ackedSeq, CommitWindow window, Outcomes outcomes) {
    this.window = window;
    this.outcomes = outcomes;
    this.state = BufferedState.idle(ackedSeq);
    this.furthestAccepted = ackedSeq;
  }

  BufferedState state() {
    return state;
  }

  /** The batch that was written and not acknowledged. */
  Optional<PendingBatch> staged() {
    return state.stage().flatMap(stage -> window.get(stage.seq()));
  }

  /** The batches have other seqs since one failed. */
  boolean isRenumbered() {
    return renumbered;
  }

  /** What was sent under the old seqs is refused from now on. */
  void lockedOut() {
    renumbered = false;
  }

  /** A step is under way. */
  void sending(WriterStep step) {
    state = state.sending(step);
  }

  /** A write was answered. True: something got on. */
  boolean written(
      WriterStep.Write step, Token token, long committedSeq, List<Runnable> completions) {
    window.get(step.seq()).ifPresent(batch -> batch.token = Optional.of(token));
    return advance(state.written(step, token, committedSeq), completions);
  }

  /** An ack was answered, or repeated to ask. True: something got on. */
  boolean acked(long seq, long committedSeq, List<Runnable> completions) {
    return advance(state.acked(seq, committedSeq), completions);
  }

  /** Something else told what is committed. True: something got on. */
  boolean heard(long committedSeq, List<Runnable> completions) {
    return advance(state.heard(committedSeq), completions);
  }

  private boolean advance(BufferedState next, List<Runnable> completions) {
    boolean news = next.committed() > state.committed() || next.accepted() > furthestAccepted;
    // What one answer tells to be committed is never told to be only accepted.
    outcomes.committed(next.committed(), completions);
    outcomes.accepted(
        Math.max(state.accepted(), next.committed()) + 1, next.accepted(), completions);
    state = next;
    furthestAccepted = Math.max(furthestAccepted, next.accepted());
    return news;
  }

  /**
   * A step failed: what that means. Unless something is tried again, {@link #failed} or {@link
   * #ended} is to follow.
   */
  BufferedVerdict onError(WriterStep step, Throwable error) {
    BufferedVerdict verdict =
        error instanceof RemoteError remote
            ? state.refused(step, remote)
            : state.unanswered(step, error instanceof OutOfTime);
    state = verdict.state();
    return verdict;
  }

  /** One batch is not published, and those behind it move up by one. */
  void failed(long seq, Throwable error, List<Runnable> completions) {
    outcomes.failed(seq, error, completions);
    // What was sent under the old seqs may still be on its way: it must be locked out first.
    renumbered |= !window.isEmpty();
    furthestAccepted = Math.min(furthestAccepted, seq - 1);
  }

  /** Nothing more is published; what is in doubt stays. */
  void ended(String what, Throwable error, List<Runnable> completions) {
    outcomes.ended(state.doubtTo(), what, error, completions);
    state = state.onlyInDoubt();
  }
}
