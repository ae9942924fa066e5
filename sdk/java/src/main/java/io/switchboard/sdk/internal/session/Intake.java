package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.SwitchboardException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where a publisher's batches come in: the queue of those that wait for their turn, and whether any
 * more are taken. Not thread-safe: the engine's lock guards it.
 */
final class Intake {
  private final SessionHandle session;
  private final BatchQueue waiting;
  private SwitchboardException failure;
  private boolean closed;

  Intake(SessionHandle session, BatchQueue waiting) {
    this.session = session;
    this.waiting = waiting;
  }

  /** Takes a batch. Empty: it was taken; else why not. */
  Optional<WriterEngine.Submission> refusal(PendingBatch batch) {
    Optional<? extends SwitchboardException> refusal =
        failure != null || closed
            ? Optional.of(notPublished())
            : BatchLimits.refuse(batch.events, session);
    if (refusal.isPresent()) {
      return Optional.of(WriterEngine.Submission.of(CompletableFuture.failedFuture(refusal.get())));
    }
    return waiting.offer(batch)
        ? Optional.empty()
        : Optional.of(new WriterEngine.Submission(Optional.empty(), waiting.nextRoom()));
  }

  BatchQueue waiting() {
    return waiting;
  }

  CompletableFuture<Void> room() {
    return failure != null || closed
        ? CompletableFuture.completedFuture(null)
        : waiting.room().copy();
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether the publisher has failed: nothing more will be published. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Fails all that wait, and all to come. The first reason counts. */
  void fail(SwitchboardException reason, List<Runnable> completions) {
    if (failure == null) {
      failure = reason;
    }
    SwitchboardException follow = notPublished();
    for (PendingBatch batch : waiting.takeAll()) {
      completions.add(() -> batch.fail(follow));
    }
    completions.add(waiting.roomFreed());
  }

  /** Fails those that have waited long enough: they need not try for another time-out each. */
  void failOverdue(List<Runnable> completions) {
    List<PendingBatch> overdue = waiting.takeOverdue(session.nowNanos());
    for (PendingBatch batch : overdue) {
      completions.add(() -> batch.fail(Failures.waitedTooLong(session.id())));
    }
    if (!overdue.isEmpty()) {
      completions.add(waiting.roomFreed());
    }
  }

  private SwitchboardException notPublished() {
    return failure == null
        ? Failures.closed("This publisher is closed; the batch is not published.", session.id())
        : Failures.after(failure, session.id());
  }
}
