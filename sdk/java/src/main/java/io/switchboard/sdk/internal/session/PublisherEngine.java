package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.PublishResult;
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
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Does what {@link WriterState} decides: one call at a time for one writer's session. Thread-safe;
 * never blocks. Batches are taken in the order in which they are submitted.
 *
 * <p>Futures are completed outside of the lock and before the next step is chosen: a batch that is
 * submitted by whoever waited for the last one can then carry its ack.
 */
public final class PublisherEngine {
  private final SessionHandle session;
  private final ClientListener listener;
  private final long ackDelayNanos;

  // All guarded by this.
  private final BatchQueue waiting;
  private WriterState state;
  private PendingBatch staged;
  private boolean busy;
  private int again;
  private Timing.Cancellable ackTimer;
  private SwitchboardException failure;
  private boolean resolving;
  private boolean closing;

  /**
   * An engine for a session whose place is known.
   *
   * @param ackDelay how long a staged batch waits for another one to carry its ack; zero: not at
   *     all
   * @param maxWaitingBatches that are not under way yet
   * @param maxWaitingBytes of them, encoded; one batch is always taken
   */
  public PublisherEngine(
      SessionHandle session,
      long ackedSeq,
      ClientListener listener,
      Duration ackDelay,
      int maxWaitingBatches,
      long maxWaitingBytes) {
    this.session = session;
    this.state = WriterState.idle(ackedSeq);
    this.listener = listener;
    this.ackDelayNanos = ackDelay.toNanos();
    this.waiting = new BatchQueue(maxWaitingBatches, maxWaitingBytes);
  }

  /** What became of a submission: either taken, or there is no room until a future completes. */
  public record Submission(
      Optional<CompletableFuture<PublishResult>> taken, CompletableFuture<Void> room) {}

  /**
   * Takes a batch if there is room.
   *
   * @param urgent its ack does not wait for another batch
   */
  public Submission submit(EncodedEvents events, boolean urgent) {
    PendingBatch batch =
        new PendingBatch(events, urgent, session.deadlineAfter(session.operationTimeout()));
    synchronized (this) {
      Optional<? extends SwitchboardException> refusal =
          failure != null || closing
              ? Optional.of(notPublished())
              : BatchLimits.refuse(events, session);
      if (refusal.isPresent()) {
        return new Submission(
            Optional.of(CompletableFuture.failedFuture(refusal.get())), waiting.room());
      }
      if (!waiting.offer(batch)) {
        return new Submission(Optional.empty(), waiting.nextRoom());
      }
    }
    pump();
    return new Submission(
        Optional.of(batch.future.copy()), CompletableFuture.completedFuture(null));
  }

  /** Completes when there is room for another batch. */
  public synchronized CompletableFuture<Void> room() {
    return failure != null || closing
        ? CompletableFuture.completedFuture(null)
        : waiting.room().copy();
  }

  /** Completes when every batch submitted so far is settled; fails with the first failure. */
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

  /** Takes no more batches. */
  public synchronized void stopTaking() {
    closing = true;
  }

  /** Whether the session is in order: nothing is in doubt or lost. */
  public synchronized boolean isHealthy() {
    return failure == null;
  }

  /** Asks again for the ack in doubt. */
  public CompletableFuture<PublishResult> resolve(Duration within) {
    PendingBatch retry;
    synchronized (this) {
      if (failure == null || state.inDoubt().isEmpty() || busy) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("No batch of this publisher is in doubt."));
      }
      retry = new PendingBatch(staged.events, true, 0);
      retry.seq = staged.seq;
      retry.begin(session.deadlineAfter(within));
      staged = retry;
      resolving = true;
      again = 0;
    }
    pump();
    return retry.future.copy();
  }

  private void pump() {
    WriterStep step;
    PendingBatch batch;
    long deadline;
    synchronized (this) {
      if (busy || (failure != null && !resolving)) {
        return;
      }
      step = state.next(!waiting.isEmpty(), staged != null && isAckDue());
      if (step instanceof WriterStep.Wait) {
        if (armAckTimer()) {
          return;
        }
        step = state.next(false, true);
      }
      disarmAckTimer();
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
    return staged.urgent || closing || ackDelayNanos == 0;
  }

  /** False: there is no timer any more, the client is being closed. */
  private boolean armAckTimer() {
    if (staged == null || ackTimer != null) {
      return true;
    }
    PendingBatch batch = staged;
    try {
      ackTimer =
          session
              .caller()
              .timing()
              .after(
                  ackDelayNanos,
                  () -> {
                    synchronized (this) {
                      batch.urgent = true;
                    }
                    pump();
                  });
      return true;
    } catch (RejectedExecutionException e) {
      // The ack goes out at once, and learns that the client is closed.
      return false;
    }
  }

  private void disarmAckTimer() {
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
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
      again = 0;
      resolving = false;
      PublishResult result = new PublishResult(session.id(), done.seq);
      completions.add(() -> done.future.complete(result));
    }
  }

  /** Ends a step. Where the same is tried over and over, the engine stays busy for a pause. */
  private long finishStep(boolean repeated) {
    again = repeated ? again + 1 : again;
    busy = repeated && again > 1;
    Timing timing = session.caller().timing();
    return busy
        ? session.caller().backoff().delayNanos(again - 2, OptionalInt.empty(), timing.random())
        : -1;
  }

  private void next(long pauseNanos) {
    if (pauseNanos < 0) {
      pump();
      return;
    }
    Runnable goOn =
        () -> {
          synchronized (this) {
            busy = false;
          }
          pump();
        };
    try {
      session.caller().timing().after(pauseNanos, goOn);
    } catch (RejectedExecutionException e) {
      // The client is being closed; the next call learns so.
      goOn.run();
    }
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
          failAll(reason, completions);
        }
        case UNCERTAIN -> {
          SwitchboardException reason = Failures.uncertain(session.id(), staged.seq, error);
          CompletableFuture<PublishResult> future = staged.future;
          completions.add(() -> future.completeExceptionally(reason));
          failAll(reason, completions);
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
      // The others have waited as long: they need not try for another time-out each.
      for (PendingBatch batch : waiting.takeOverdue(session.nowNanos())) {
        completions.add(
            () -> batch.future.completeExceptionally(Failures.waitedTooLong(session.id())));
      }
    }
    String what = "publishing " + (error instanceof Aborted ? "a batch" : "batch " + seqOf(step));
    SwitchboardException reason = Failures.of(what, session.id(), error);
    CompletableFuture<PublishResult> future = failed.future;
    completions.add(() -> future.completeExceptionally(reason));
    return reason;
  }

  private static long seqOf(WriterStep step) {
    return step instanceof WriterStep.Write write
        ? write.seq()
        : step instanceof WriterStep.Ack ack ? ack.seq() : 0;
  }

  private void failAll(SwitchboardException reason, List<Runnable> completions) {
    resolving = false;
    if (failure == null) {
      failure = reason;
    }
    SwitchboardException follow = notPublished();
    for (PendingBatch batch : waiting.takeAll()) {
      completions.add(() -> batch.future.completeExceptionally(follow));
    }
    completions.add(waiting.roomFreed());
  }

  private SwitchboardException notPublished() {
    return failure == null
        ? Failures.closed("This publisher is closed; the batch is not published.", session.id())
        : Failures.after(failure, session.id());
  }
}
