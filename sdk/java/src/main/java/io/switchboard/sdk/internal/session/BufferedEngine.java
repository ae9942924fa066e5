package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.internal.call.OutOfTime;
import io.switchboard.sdk.internal.call.Timing;
import io.switchboard.sdk.internal.state.BufferedState;
import io.switchboard.sdk.internal.state.BufferedVerdict;
import io.switchboard.sdk.internal.state.WriterStep;
import io.switchboard.sdk.internal.state.WriterVerdict.Kind;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Does what {@link BufferedState} decides: one call at a time for one writer's session, and keeps
 * every batch until it is committed. Thread-safe; never blocks.
 */
public final class BufferedEngine implements WriterEngine, CommitWatch.Engine {
  private final SessionHandle session;
  private final ClientListener listener;
  private final long ackDelayNanos;
  private final CommitWatch watch;

  // All guarded by this.
  private final Intake intake;
  private final BatchQueue waiting;
  private final CommitWindow window;
  private final Outcomes outcomes;
  private final Deadlines deadlines;
  private final Alarm ackTimer;
  private final Repeats repeats;
  private BufferedState state;
  private long furthestAccepted;
  private boolean busy;
  private boolean askNow;

  /** What was sent under other seqs may still be on its way: it must be locked out first. */
  private boolean renumbered;

  /** An engine for a session whose place is known. */
  public BufferedEngine(
      SessionHandle session, long ackedSeq, PublisherOptions options, ClientListener listener) {
    this.session = session;
    this.state = BufferedState.idle(ackedSeq);
    this.listener = listener;
    this.ackDelayNanos = options.ackDelay().toNanos();
    this.waiting = new BatchQueue(options.maxWaitingBatches(), options.maxWaitingBytes());
    this.intake = new Intake(session, waiting);
    this.window = new CommitWindow(options.bufferedBatches(), options.bufferedBytes());
    Timing timing = session.caller().timing();
    this.ackTimer = new Alarm(timing);
    this.repeats = new Repeats(timing, session.caller().backoff());
    this.furthestAccepted = ackedSeq;
    this.deadlines = new Deadlines(session, window);
    this.outcomes = new Outcomes(session, window, intake);
    this.watch = new CommitWatch(session, this);
  }

  @Override
  public Submission submit(EncodedEvents events, boolean urgent) {
    PendingBatch batch =
        new PendingBatch(events, urgent, session.deadlineAfter(session.operationTimeout()));
    synchronized (this) {
      Optional<Submission> refusal = intake.refusal(batch);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    pump();
    return Submission.of((urgent ? batch.accepted : batch.future).copy());
  }

  @Override
  public synchronized CompletableFuture<Void> room() {
    return intake.room();
  }

  /**
   * Also fails with what became of batches that were accepted before, and that nobody was told.
   * Whoever completes the future himself is not told either.
   */
  @Override
  public CompletableFuture<Void> flush() {
    List<CompletableFuture<PublishResult>> all;
    synchronized (this) {
      all = outcomes.hurry();
    }
    pump();
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .whenComplete((done, error) -> report(flushed, Optional.ofNullable(error)));
    return flushed;
  }

  private void report(CompletableFuture<Void> flushed, Optional<Throwable> error) {
    Optional<? extends Throwable> failure;
    synchronized (this) {
      if (flushed.isDone()) {
        return;
      }
      Optional<SwitchboardException> untold = outcomes.takeUntold();
      failure = untold.isPresent() ? untold : error.map(Failures::unwrap);
    }
    failure.ifPresentOrElse(flushed::completeExceptionally, () -> flushed.complete(null));
  }

  @Override
  public CompletableFuture<Void> drain(Duration within) {
    Alarm deadline = new Alarm(session.caller().timing());
    boolean set;
    synchronized (this) {
      intake.close();
      set =
          !(waiting.isEmpty() && window.isEmpty()) && deadline.set(within.toNanos(), this::giveUp);
    }
    CompletableFuture<Void> flushed = flush();
    return set ? flushed.whenComplete((done, error) -> deadline.cancel()) : flushed;
  }

  private void giveUp() {
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      if (!intake.hasFailed()) {
        end("closing", Failures.notInTime(), completions);
      }
    }
    completions.forEach(Runnable::run);
  }

  @Override
  public synchronized boolean isHealthy() {
    return !intake.hasFailed();
  }

  /** For all batches in doubt; the result is the last one's. What is lost is written again. */
  @Override
  public CompletableFuture<PublishResult> resolve(Duration within) {
    List<CompletableFuture<PublishResult>> all = new ArrayList<>();
    synchronized (this) {
      if (!intake.hasFailed() || window.isEmpty() || busy || deadlines.isFixed()) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("No batch of this publisher is in doubt."));
      }
      window.renewed().forEach(batch -> all.add(batch.future));
      deadlines.fix(within);
      repeats.progressed();
      askNow = true;
    }
    pump();
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .thenCompose(done -> all.get(all.size() - 1));
  }

  private boolean isOver() {
    return intake.hasFailed() && !deadlines.isFixed();
  }

  private void pump() {
    WriterStep step;
    EncodedEvents events = null;
    long deadline;
    List<Runnable> completions = new ArrayList<>(1);
    synchronized (this) {
      if (busy || isOver()) {
        return;
      }
      if (renumbered) {
        busy = true;
        lockOutWhatWasSent();
        return;
      }
      boolean room = !waiting.isEmpty() && window.hasRoomFor(waiting.head());
      step = state.next(room, isAckDue(room), askNow);
      if (step instanceof WriterStep.Wait) {
        if (armTimers()) {
          return;
        }
        step = state.next(false, true, true);
        if (step instanceof WriterStep.Wait) {
          return;
        }
      }
      ackTimer.cancel();
      watch.putOff();
      if (step instanceof WriterStep.Write) {
        if (step.seq() > state.last()) {
          takeNext(step.seq(), completions);
        }
        events = window.get(step.seq()).orElseThrow().events;
      } else if (step instanceof WriterStep.Ask) {
        askNow = false;
        step = new WriterStep.Ack(step.seq(), window.tokenOf(step.seq()));
      }
      deadline = deadlines.of(step, state);
      state = state.sending(step);
      busy = true;
    }
    completions.forEach(Runnable::run);
    if (step instanceof WriterStep.Write write) {
      call(
          write,
          session.writeBuffered(write.seq(), events, write.lastToken(), deadline),
          reply -> onWritten(write, Token.of(reply.getStageToken()), reply.getCommittedSeq()));
    } else if (step instanceof WriterStep.Ack ack) {
      call(
          ack,
          session.ackBuffered(ack.seq(), ack.token(), deadline),
          reply -> onAcked(ack, reply.getCommittedSeq()));
    }
  }

  private void lockOutWhatWasSent() {
    session
        .raiseHolder(session.deadlineAfter(session.operationTimeout()))
        .whenComplete(
            (done, error) -> {
              List<Runnable> completions = new ArrayList<>();
              synchronized (this) {
                busy = false;
                renumbered = false;
                if (error != null && !isOver()) {
                  end("going on behind a refused batch", Failures.unwrap(error), completions);
                }
              }
              completions.forEach(Runnable::run);
              pump();
            });
  }

  private void takeNext(long seq, List<Runnable> completions) {
    PendingBatch next = waiting.take();
    next.begin(session.deadlineAfter(session.operationTimeout()));
    window.add(seq, next);
    completions.add(waiting.roomFreed());
  }

  private boolean isAckDue(boolean room) {
    return ackDelayNanos == 0
        || intake.isClosed()
        || (!room && !waiting.isEmpty())
        || stagedBatch().filter(batch -> batch.urgent).isPresent();
  }

  private Optional<PendingBatch> stagedBatch() {
    return state.stage().flatMap(stage -> window.get(stage.seq()));
  }

  /** False: there is no timer any more, the client is being closed. */
  private boolean armTimers() {
    Optional<PendingBatch> staged = stagedBatch();
    boolean armed =
        staged.isEmpty()
            || ackTimer.set(
                ackDelayNanos,
                () -> {
                  synchronized (this) {
                    staged.get().urgent = true;
                  }
                  pump();
                });
    return armed && (!state.hasUncommitted() || watch.start());
  }

  private <R> void call(WriterStep step, CompletableFuture<R> answer, Consumer<R> onReply) {
    answer.whenComplete(
        (reply, error) -> {
          if (error != null) {
            onError(step, Failures.unwrap(error));
          } else {
            onReply.accept(reply);
          }
        });
  }

  private void onWritten(WriterStep.Write step, Token token, long committedSeq) {
    onAnswer(
        completions -> {
          window.get(step.seq()).ifPresent(batch -> batch.token = Optional.of(token));
          advance(state.written(step, token, committedSeq), completions);
          return false;
        });
  }

  private void onAcked(WriterStep.Ack step, long committedSeq) {
    onAnswer(
        completions -> {
          advance(state.acked(step.seq(), committedSeq), completions);
          return false;
        });
  }

  private void onError(WriterStep step, Throwable error) {
    onAnswer(
        completions -> {
          BufferedVerdict verdict =
              error instanceof RemoteError remote
                  ? state.refused(step, remote)
                  : state.unanswered(step, error instanceof OutOfTime);
          state = verdict.state();
          boolean again = verdict.kind() == Kind.AGAIN && deadlines.allowAnotherTry();
          if (again && state.stage().isEmpty()) {
            long from = state.accepted() + 1;
            completions.add(() -> listener.onRestaged(session.id(), from));
          } else if (verdict.kind() == Kind.BATCH_FAILED) {
            failed(verdict.failedSeq(), error, completions);
          } else if (!again) {
            end("publishing batch " + step.seq(), error, completions);
          }
          return again;
        });
  }

  /** What an answer does under the lock; true: the same is tried again. */
  private interface Effect {
    boolean apply(List<Runnable> completions);
  }

  /** Ends a step. Where the same is tried over and over, the engine stays busy for a pause. */
  private void onAnswer(Effect effect) {
    List<Runnable> completions = new ArrayList<>();
    long pauseNanos;
    synchronized (this) {
      pauseNanos = repeats.next(!isOver() && effect.apply(completions));
      busy = pauseNanos != Repeats.NONE;
    }
    completions.forEach(Runnable::run);
    if (pauseNanos == Repeats.NONE) {
      pump();
      return;
    }
    repeats.pause(
        pauseNanos,
        () -> {
          synchronized (this) {
            busy = false;
          }
          pump();
        });
  }

  /** Whether it is news, and tells whom it concerns. */
  private boolean advance(BufferedState next, List<Runnable> completions) {
    boolean news = next.committed() > state.committed() || next.accepted() > furthestAccepted;
    // What one answer tells to be committed is never told to be only accepted.
    outcomes.committed(next.committed(), completions);
    outcomes.accepted(
        Math.max(state.accepted(), next.committed()) + 1, next.accepted(), completions);
    state = next;
    furthestAccepted = Math.max(furthestAccepted, next.accepted());
    if (news) {
      gotOn();
    }
    return news;
  }

  private void gotOn() {
    repeats.progressed();
    deadlines.gotOn();
  }

  private void failed(long seq, Throwable error, List<Runnable> completions) {
    outcomes.failed(seq, error, completions);
    renumbered |= !window.isEmpty();
    furthestAccepted = Math.min(furthestAccepted, seq - 1);
    if (error instanceof OutOfTime) {
      intake.failOverdue(completions);
    }
    gotOn();
  }

  private void end(String what, Throwable error, List<Runnable> completions) {
    deadlines.unfix();
    ackTimer.cancel();
    watch.putOff();
    outcomes.ended(state.doubtTo(), what, error, completions);
    state = state.onlyInDoubt();
  }

  @Override
  public synchronized Optional<CommitWatch.Awaited> awaited() {
    long seq = state.accepted();
    return busy || isOver() || !state.hasUncommitted()
        ? Optional.empty()
        : Optional.of(new CommitWatch.Awaited(seq, window.tokenOf(seq)));
  }

  @Override
  public boolean heard(OptionalLong committedSeq) {
    List<Runnable> completions = new ArrayList<>();
    boolean news;
    synchronized (this) {
      news =
          committedSeq.isPresent()
              && !isOver()
              && advance(state.heard(committedSeq.getAsLong()), completions);
      if (!news && deadlines.isFixed() && !deadlines.allowAnotherTry()) {
        end("resolving", Failures.notInTime(), completions);
      }
      intake.failOverdue(completions);
    }
    completions.forEach(Runnable::run);
    return news;
  }

  @Override
  public void watchEnded(boolean failed) {
    synchronized (this) {
      askNow = askNow || failed;
    }
    pump();
  }
}
