package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.state.BufferedState;
import io.switchboard.sdk.internal.state.WriterStep;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.util.List;
import java.util.Optional;

/**
 * Makes what {@link BufferedState} wants next into something that can be sent: takes the batch for
 * it from those that wait, and gives it its deadline. Where there is nothing to send, it sets the
 * timers that end the wait. Not thread-safe: the engine's lock guards it; what it adds to
 * completions runs outside of it.
 */
final class NextStep {
  private final SessionHandle session;
  private final BatchQueue waiting;
  private final CommitWindow window;
  private final BufferedProgress progress;
  private final Deadlines deadlines;
  private final AckTiming ackTiming;
  private final CommitWatch watch;
  private boolean askNow;

  /**
   * A step that is to be sent now.
   *
   * @param step a write or an ack
   * @param events the write's
   */
  record Sending(WriterStep step, Optional<EncodedEvents> events, long deadlineNanos) {}

  NextStep(
      SessionHandle session,
      BatchQueue waiting,
      CommitWindow window,
      BufferedProgress progress,
      Deadlines deadlines,
      AckTiming ackTiming,
      CommitWatch watch) {
    this.session = session;
    this.waiting = waiting;
    this.window = window;
    this.progress = progress;
    this.deadlines = deadlines;
    this.ackTiming = ackTiming;
    this.watch = watch;
  }

  /** As soon as nothing else is to be sent, it is asked what became of the accepted batches. */
  void ask() {
    askNow = true;
  }

  /** Takes the next step, which is under way from then on; empty: there is none for now. */
  Optional<Sending> take(List<Runnable> completions) {
    BufferedState state = progress.state();
    boolean room = !waiting.isEmpty() && window.hasRoomFor(waiting.head());
    WriterStep step = state.next(room, ackTiming.isDue(progress.staged(), room), askNow);
    if (step instanceof WriterStep.Wait && !setTimers()) {
      step = state.next(false, true, true);
    }
    if (step instanceof WriterStep.Wait) {
      return Optional.empty();
    }
    stopTimers();
    Optional<EncodedEvents> events = Optional.empty();
    if (step instanceof WriterStep.Write) {
      if (step.seq() > state.last()) {
        takeBatch(step.seq(), completions);
      }
      events = Optional.of(window.get(step.seq()).orElseThrow().events);
    } else if (step instanceof WriterStep.Ask) {
      askNow = false;
      step = new WriterStep.Ack(step.seq(), window.tokenOf(step.seq()));
    }
    Sending sending = new Sending(step, events, deadlines.of(step, state));
    progress.sending(step);
    return Optional.of(sending);
  }

  private void takeBatch(long seq, List<Runnable> completions) {
    PendingBatch next = waiting.take();
    next.begin(session.deadlineAfter(session.operationTimeout()));
    window.add(seq, next);
    completions.add(waiting.roomFreed());
  }

  /** False: there is no timer any more, the client is being closed. */
  private boolean setTimers() {
    return ackTiming.await(progress.staged())
        && (!progress.state().hasUncommitted() || watch.start());
  }

  /** Something is being sent, or nothing will be any more. */
  void stopTimers() {
    ackTiming.cancel();
    watch.putOff();
  }
}
