package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.internal.call.Aborted;
import io.switchboard.sdk.internal.call.OutOfTime;
import io.switchboard.sdk.internal.call.Timing;
import io.switchboard.sdk.internal.state.WriterState;
import io.switchboard.sdk.internal.state.WriterStep;
import io.switchboard.sdk.internal.state.WriterVerdict;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Does what {@link WriterState} decides: one call at a time for one writer's session, and a batch
 * is done when it is committed. Thread-safe; never blocks. Batches are taken in the order in which
 * they are submitted.
 *
 * <p>Futures are completed outside of the lock and before the next step is chosen: a batch that is
 * submitted by whoever waited for the last one can then carry its ack.
 */
public final class PublisherEngine implements WriterEngine {
  private final SessionHandle session;
  private final ClientListener listener;
  private final long ackDelayNanos;

  // All guarded by this.
  private final Intake intake;
  private final BatchQueue waiting;
  private final Alarm ackTimer;
  private final Repeats repeats;
  private WriterState state;
  private PendingBatch staged;
  private boolean busy;
  private boolean resolving;

  /** An engine for a session whose place is known. */
  public PublisherEngine(
      SessionHandle session, long ackedSeq, PublisherOptions options, ClientListener listener) {
    this.session = session;
    this.state = WriterState.idle(ackedSeq);
    this.listener = listener;
    this.ackDelayNanos = options.ackDelay().toNanos();
    this.waiting = new BatchQueue(options.maxWaitingBatches(), options.maxWaitingBytes());
    this.intake = new Intake(session, waiting);
    Timing timing = session.caller().timing();
    this.ackTimer = new Alarm(timing);
    this.repeats = new Repeats(timing, session.caller().backoff());
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
    return Submission.of(batch.future.copy());
  }

  @Override
  public synchronized CompletableFuture<Void> room() {
    return intake.room();
  }

  @Override
  public CompletableFuture<Void> flush() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    synchronized (this) {
      if (staged != null) {
        staged.urgent = true;
        all.add(staged.future);
      }
      for (PendingBatch batch : waiting.all()) {
        batch.urgent = true;
        all.add(batch.future);
      }
    }
    pump();
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
  }

  /** Needs no deadline: each batch has its own. */
  @Override
  public CompletableFuture<Void> drain(Duration within) {
    synchronized (this) {
      intake.close();
    }
    return flush();
  }

  @Override
  public synchronized boolean isHealthy() {
    return !intake.hasFailed();
  }

  @Override
  public CompletableFuture<PublishResult> resolve(Duration within) {
    PendingBatch retry;
    synchronized (this) {
      if (!intake.hasFailed() || state.inDoubt().isEmpty() || busy) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("No batch of this publisher is in doubt."));
      }
      retry = new PendingBatch(staged.events, true, 0);
      retry.seq = staged.seq;
      retry.begin(session.deadlineAfter(within));
      staged = retry;
      resolving = true;
      repeats.progressed();
    }
    pump();
    return retry.future.copy();
  }

  private void pump() {
    WriterStep step;
    PendingBatch batch;
    long deadline;
    synchronized (this) {
      if (busy || (intake.hasFailed() && !resolving)) {
        return;
      }
      step = state.next(!waiting.isEmpty(), staged != null && isAckDue());
      if (step instanceof WriterStep.Wait) {
        if (armAckTimer()) {
          return;
        }
        step = state.next(false, true);
      }
      ackTimer.cancel();
      state = state.sending(step);
      busy = true;
      batch = batchOf(step);
      batch.begin(session.deadlineAfter(session.operationTimeout()));
      deadline = (staged == null ? batch : staged).deadlineNanos();
    }
    if (step instanceof WriterStep.Write write) {
      write(write, batch, deadline);
    } else if (step instanceof WriterStep.Ack ack) {
      ack(ack, deadline);
    }
  }

  private PendingBatch batchOf(WriterStep step) {
    boolean ofStaged =
        step instanceof WriterStep.Ack || (step instanceof WriterStep.Write w && isRestage(w));
    return ofStaged ? staged : waiting.head();
  }

  private boolean isRestage(WriterStep.Write write) {
    return staged != null && staged.seq == write.seq();
  }

  private boolean isAckDue() {
    return staged.urgent || intake.isClosed() || ackDelayNanos == 0;
  }

  /** False: there is no timer any more, the client is being closed. */
  private boolean armAckTimer() {
    if (staged == null) {
      return true;
    }
    PendingBatch batch = staged;
    return ackTimer.set(
        ackDelayNanos,
        () -> {
          synchronized (this) {
            batch.urgent = true;
          }
          pump();
        });
  }

  private void write(WriterStep.Write step, PendingBatch batch, long deadline) {
    session
        .write(step.seq(), batch.events, step.lastToken(), deadline)
        .whenComplete(
            (reply, error) -> {
              if (error != null) {
                onError(step, Failures.unwrap(error));
              } else {
                onWritten(step, Token.of(reply.getStageToken()), reply.getCommittedSeq());
              }
            });
  }

  private void ack(WriterStep.Ack step, long deadline) {
    session
        .ack(step.seq(), step.token(), deadline)
        .whenComplete(
            (reply, error) -> {
              if (error != null) {
                onError(step, Failures.unwrap(error));
              } else {
                onAcked(reply.getCommittedSeq());
              }
            });
  }

  private void onWritten(WriterStep.Write step, Token token, long committedSeq) {
    List<Runnable> completions = new ArrayList<>(3);
    long pauseNanos;
    synchronized (this) {
      boolean restage = isRestage(step);
      WriterState before = state;
      state = state.written(step.seq(), token, committedSeq);
      boolean stuck =
          before instanceof WriterState.Committing && state instanceof WriterState.Committing;
      if (!stuck) {
        settleUpTo(state.ackedSeq(), completions);
        if (!restage) {
          staged = waiting.take();
          staged.seq = step.seq();
          completions.add(waiting.roomFreed());
          settleUpTo(state.ackedSeq(), completions);
        }
      }
      pauseNanos = finishStep(stuck);
    }
    completions.forEach(Runnable::run);
    next(pauseNanos);
  }

  private void onAcked(long committedSeq) {
    List<Runnable> completions = new ArrayList<>(1);
    long pauseNanos;
    synchronized (this) {
      state = state.acked(committedSeq);
      settleUpTo(state.ackedSeq(), completions);
      pauseNanos = finishStep(state.inDoubt().isPresent());
    }
    completions.forEach(Runnable::run);
    next(pauseNanos);
  }

  private void settleUpTo(long seq, List<Runnable> completions) {
    if (staged != null && staged.seq <= seq) {
      PendingBatch done = staged;
      staged = null;
      repeats.progressed();
      resolving = false;
      PublishResult result = new PublishResult(session.id(), done.seq);
      completions.add(() -> done.future.complete(result));
    }
  }

  /** Ends a step. Where the same is tried over and over, the engine stays busy for a pause. */
  private long finishStep(boolean repeated) {
    long pauseNanos = repeats.next(repeated);
    busy = pauseNanos != Repeats.NONE;
    return pauseNanos;
  }

  private void next(long pauseNanos) {
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

  private void onError(WriterStep step, Throwable error) {
    List<Runnable> completions = new ArrayList<>();
    boolean repeated = false;
    boolean restage;
    long restagedSeq;
    long pauseNanos;
    synchronized (this) {
      WriterVerdict verdict = verdict(step, error);
      state = verdict.state();
      switch (verdict.kind()) {
        case AGAIN -> repeated = true;
        case BATCH_FAILED -> failBatch(step, error, completions);
        case LOST -> {
          SwitchboardException reason = failBatch(step, error, completions);
          resolving = false;
          intake.fail(reason, completions);
        }
        case UNCERTAIN -> {
          SwitchboardException reason = Failures.uncertain(session.id(), staged.seq, error);
          PendingBatch doubtful = staged;
          completions.add(() -> doubtful.fail(reason));
          resolving = false;
          intake.fail(reason, completions);
        }
      }
      restagedSeq = state.ackedSeq() + 1;
      restage = repeated && state instanceof WriterState.Restaging;
      pauseNanos = finishStep(repeated);
    }
    if (restage) {
      listener.onRestaged(session.id(), restagedSeq);
    }
    completions.forEach(Runnable::run);
    next(pauseNanos);
  }

  private WriterVerdict verdict(WriterStep step, Throwable error) {
    if (error instanceof RemoteError remote) {
      return state.refused(step, remote);
    }
    WriterVerdict.Kind definite =
        error instanceof OutOfTime ? WriterVerdict.Kind.BATCH_FAILED : WriterVerdict.Kind.LOST;
    return new WriterVerdict(
        state.inDoubt().isPresent() ? WriterVerdict.Kind.UNCERTAIN : definite, state);
  }

  /** Fails the batch that the step was about; it is certain that it is not published. */
  private SwitchboardException failBatch(
      WriterStep step, Throwable error, List<Runnable> completions) {
    PendingBatch failed = staged;
    if (staged != null) {
      staged = null;
      resolving = false;
    } else {
      failed = waiting.take();
      completions.add(waiting.roomFreed());
    }
    if (error instanceof OutOfTime) {
      intake.failOverdue(completions);
    }
    String what = "publishing " + (error instanceof Aborted ? "a batch" : "batch " + step.seq());
    SwitchboardException reason = Failures.of(what, session.id(), error);
    PendingBatch batch = failed;
    completions.add(() -> batch.fail(reason));
    return reason;
  }
}
