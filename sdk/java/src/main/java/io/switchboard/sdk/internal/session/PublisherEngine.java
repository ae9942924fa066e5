package io.switchboard.sdk.internal.session;

import io.switchboard.protocol.AckReply;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.WriteReply;
import io.switchboard.sdk.ClientListener;
import io.switchboard.sdk.ClosedException;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.internal.call.Aborted;
import io.switchboard.sdk.internal.call.OutOfTime;
import io.switchboard.sdk.internal.call.Timing;
import io.switchboard.sdk.internal.state.WriterState;
import io.switchboard.sdk.internal.state.WriterStep;
import io.switchboard.sdk.internal.state.WriterVerdict;
import io.switchboard.sdk.internal.wire.Call;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.ArrayDeque;
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
  private final int maxWaitingBatches;
  private final long maxWaitingBytes;

  // All guarded by this.
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private CompletableFuture<Void> room = new CompletableFuture<>();
  private WriterState state;
  private Pending staged;
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
    this.maxWaitingBatches = maxWaitingBatches;
    this.maxWaitingBytes = maxWaitingBytes;
  }

  /** A batch on its way. */
  private static final class Pending {
    final EncodedEvents events;
    final CompletableFuture<PublishResult> future = new CompletableFuture<>();
    boolean urgent;
    long seq;
    long deadlineNanos;
    boolean started;

    Pending(EncodedEvents events, boolean urgent) {
      this.events = events;
      this.urgent = urgent;
    }
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
    Pending batch = new Pending(events, urgent);
    synchronized (this) {
      if (failure != null || closing) {
        batch.future.completeExceptionally(notPublished());
        return new Submission(Optional.of(batch.future), room);
      }
      Optional<SwitchboardException> wrong = check(events);
      if (wrong.isPresent()) {
        batch.future.completeExceptionally(wrong.get());
        return new Submission(Optional.of(batch.future), room);
      }
      boolean full =
          waiting.size() >= maxWaitingBatches
              || (!waiting.isEmpty() && waitingBytes + events.encodedBytes() > maxWaitingBytes);
      if (full) {
        if (room.isDone()) {
          room = new CompletableFuture<>();
        }
        return new Submission(Optional.empty(), room);
      }
      waiting.addLast(batch);
      waitingBytes += events.encodedBytes();
    }
    pump();
    return new Submission(Optional.of(batch.future.copy()), room);
  }

  private Optional<SwitchboardException> check(EncodedEvents events) {
    if (events.count() == 0) {
      return Optional.of(
          Failures.tooLarge(
              ErrorCode.INVALID_ARGUMENT, "A batch holds at least one event.", session.id()));
    }
    if (events.largestEventBytes() > session.limits().maxEventBytes()) {
      return Optional.of(
          Failures.tooLarge(
              ErrorCode.EVENT_TOO_LARGE,
              "An event of "
                  + events.largestEventBytes()
                  + " bytes came, but this session takes "
                  + session.limits().maxEventBytes()
                  + ": make it smaller.",
              session.id()));
    }
    if (events.count() > session.limits().maxBatchEvents()
        || events.payloadBytes() > session.limits().maxBatchBytes()) {
      return Optional.of(
          Failures.tooLarge(
              ErrorCode.BATCH_TOO_LARGE,
              "A batch of "
                  + events.count()
                  + " events and "
                  + events.payloadBytes()
                  + " bytes came, but this session takes "
                  + session.limits().maxBatchEvents()
                  + " events and "
                  + session.limits().maxBatchBytes()
                  + " bytes: split it.",
              session.id()));
    }
    return Optional.empty();
  }

  /** Completes when there is room for another batch. */
  public synchronized CompletableFuture<Void> room() {
    if (failure != null || closing || waiting.size() < maxWaitingBatches) {
      return CompletableFuture.completedFuture(null);
    }
    if (room.isDone()) {
      room = new CompletableFuture<>();
    }
    return room.copy();
  }

  /** Completes when every batch submitted so far is settled; fails with the first failure. */
  public CompletableFuture<Void> flush() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    synchronized (this) {
      if (staged != null) {
        staged.urgent = true;
        all.add(staged.future);
      }
      for (Pending batch : waiting) {
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
    Pending retry;
    synchronized (this) {
      if (failure == null || state.inDoubt().isEmpty() || busy) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("No batch of this publisher is in doubt."));
      }
      retry = new Pending(staged.events, true);
      retry.seq = staged.seq;
      retry.started = true;
      retry.deadlineNanos = session.deadlineAfter(within);
      staged = retry;
      resolving = true;
      again = 0;
    }
    pump();
    return retry.future.copy();
  }

  private void pump() {
    WriterStep step;
    Pending batch;
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
      if (!batch.started) {
        batch.started = true;
        batch.deadlineNanos = session.deadlineAfter(session.operationTimeout());
      }
      deadline = staged == null ? batch.deadlineNanos : staged.deadlineNanos;
    }
    if (step instanceof WriterStep.Write write) {
      write(write, batch, deadline);
    } else if (step instanceof WriterStep.Ack ack) {
      ack(ack, deadline);
    }
  }

  private Pending batchOf(WriterStep step) {
    boolean ofStaged =
        step instanceof WriterStep.Ack || (step instanceof WriterStep.Write w && isRestage(w));
    return ofStaged ? staged : waiting.peekFirst();
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
    Pending batch = staged;
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

  private void write(WriterStep.Write step, Pending batch, long deadline) {
    boolean carriesAck = step.lastToken().isPresent();
    long waitMs = carriesAck ? session.ackWaitMs() : 0;
    Call<WriteReply> call =
        Call.write(
            session.id(), session.holder(), step.seq(), batch.events, step.lastToken(), waitMs);
    session
        .caller()
        .call(session.route(), () -> call, error -> carriesAck && isNotStaged(error), deadline)
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
    Call<AckReply> call =
        Call.ack(session.id(), session.holder(), step.seq(), step.token(), session.ackWaitMs());
    session
        .caller()
        .call(session.route(), () -> call, PublisherEngine::isNotStaged, deadline)
        .whenComplete(
            (reply, error) -> {
              if (error != null) {
                onError(step, Failures.unwrap(error));
              } else {
                onAcked(reply.getCommittedSeq());
              }
            });
  }

  private static boolean isNotStaged(RemoteError error) {
    return error.is(ErrorCode.NOT_STAGED);
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
          staged = waiting.pollFirst();
          staged.seq = step.seq();
          waitingBytes -= staged.events.encodedBytes();
          completions.add(freedRoom());
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
      Pending done = staged;
      staged = null;
      again = 0;
      resolving = false;
      PublishResult result = new PublishResult(session.id(), done.seq);
      completions.add(() -> done.future.complete(result));
    }
  }

  private Runnable freedRoom() {
    CompletableFuture<Void> freed = room;
    return () -> freed.complete(null);
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
    Pending failed;
    if (staged != null) {
      failed = staged;
      staged = null;
      resolving = false;
    } else {
      failed = waiting.pollFirst();
      waitingBytes -= failed.events.encodedBytes();
      completions.add(freedRoom());
    }
    String what = "publishing " + (error instanceof Aborted ? "a batch" : "batch " + seqOf(step));
    SwitchboardException reason = Failures.of(what, session.id(), error);
    completions.add(() -> failed.future.completeExceptionally(reason));
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
    for (Pending batch : waiting) {
      completions.add(() -> batch.future.completeExceptionally(follow));
    }
    waiting.clear();
    waitingBytes = 0;
    completions.add(freedRoom());
  }

  private SwitchboardException notPublished() {
    if (failure == null) {
      return Failures.closed("This publisher is closed; the batch is not published.", session.id());
    }
    return new ClosedException(
        "The batch is not published, because this publisher has failed before: "
            + failure.getMessage(),
        failure,
        failure.code().orElse(null),
        failure.category(),
        session.id());
  }
}
