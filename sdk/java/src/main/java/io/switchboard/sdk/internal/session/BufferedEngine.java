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

  // All guarded by this.
  private final Intake intake;
  private final BatchQueue waiting;
  private final CommitWindow window;
  private final Outcomes outcomes;
  private final Deadlines deadlines;
  private final Repeats repeats;
  private final BufferedProgress progress;
  private final NextStep nextStep;
  private boolean busy;

  /** An engine for a session whose place is known. */
  public BufferedEngine(
      SessionHandle session, long ackedSeq, PublisherOptions options, ClientListener listener) {
    this.session = session;
    this.listener = listener;
    this.waiting = new BatchQueue(options.maxWaitingBatches(), options.maxWaitingBytes());
    this.intake = new Intake(session, waiting);
    this.window = new CommitWindow(options.bufferedBatches(), options.bufferedBytes());
    Timing timing = session.caller().timing();
    this.repeats = new Repeats(timing, session.caller().backoff());
    this.deadlines = new Deadlines(session, window);
    this.outcomes = new Outcomes(session, window, intake);
    this.progress = new BufferedProgress(ackedSeq, window, outcomes);
    CommitWatch watch = new CommitWatch(session, this);
    AckTiming ackTiming =
        new AckTiming(options.ackDelay().toNanos(), intake, new Alarm(timing), this::onAckDelayed);
    this.nextStep = new NextStep(session, waiting, window, progress, deadlines, ackTiming, watch);
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
      nextStep.ask();
    }
    pump();
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .thenCompose(done -> all.get(all.size() - 1));
  }

  private boolean isOver() {
    return intake.hasFailed() && !deadlines.isFixed();
  }

  private void pump() {
    Optional<NextStep.Sending> next;
    List<Runnable> completions = new ArrayList<>(1);
    synchronized (this) {
      if (busy || isOver()) {
        return;
      }
      if (progress.isRenumbered()) {
        busy = true;
        lockOutWhatWasSent();
        return;
      }
      next = nextStep.take(completions);
      busy = next.isPresent();
    }
    completions.forEach(Runnable::run);
    next.ifPresent(this::send);
  }

  private void send(NextStep.Sending sending) {
    if (sending.step() instanceof WriterStep.Write write) {
      EncodedEvents events = sending.events().orElseThrow();
      call(
          write,
          session.writeBuffered(write.seq(), events, write.lastToken(), sending.deadlineNanos()),
          reply -> onWritten(write, Token.of(reply.getStageToken()), reply.getCommittedSeq()));
    } else if (sending.step() instanceof WriterStep.Ack ack) {
      call(
          ack,
          session.ackBuffered(ack.seq(), ack.token(), sending.deadlineNanos()),
          reply -> onAcked(ack, reply.getCommittedSeq()));
    }
  }

  private void onAckDelayed(PendingBatch staged) {
    synchronized (this) {
      staged.urgent = true;
    }
    pump();
  }

  private void lockOutWhatWasSent() {
    session
        .raiseHolder(session.deadlineAfter(session.operationTimeout()))
        .whenComplete(
            (done, error) -> {
              List<Runnable> completions = new ArrayList<>();
              synchronized (this) {
                busy = false;
                progress.lockedOut();
                if (error != null && !isOver()) {
                  end("going on behind a refused batch", Failures.unwrap(error), completions);
                }
              }
              completions.forEach(Runnable::run);
              pump();
            });
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
          learned(progress.written(step, token, committedSeq, completions));
          return false;
        });
  }

  private void onAcked(WriterStep.Ack step, long committedSeq) {
    onAnswer(
        completions -> {
          learned(progress.acked(step.seq(), committedSeq, completions));
          return false;
        });
  }

  private void onError(WriterStep step, Throwable error) {
    onAnswer(
        completions -> {
          BufferedVerdict verdict = progress.onError(step, error);
          boolean again = verdict.kind() == Kind.AGAIN && deadlines.allowAnotherTry();
          if (again && verdict.state().stage().isEmpty()) {
            long from = verdict.state().accepted() + 1;
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

  /** An answer was taken in; where it was news, the patience is new. */
  private boolean learned(boolean news) {
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
    progress.failed(seq, error, completions);
    if (error instanceof OutOfTime) {
      intake.failOverdue(completions);
    }
    gotOn();
  }

  private void end(String what, Throwable error, List<Runnable> completions) {
    deadlines.unfix();
    nextStep.stopTimers();
    progress.ended(what, error, completions);
  }

  @Override
  public synchronized Optional<CommitWatch.Awaited> awaited() {
    long seq = progress.state().accepted();
    return busy || isOver() || !progress.state().hasUncommitted()
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
              && learned(progress.heard(committedSeq.getAsLong(), completions));
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
    if (failed) {
      synchronized (this) {
        nextStep.ask();
      }
    }
    pump();
  }
}
