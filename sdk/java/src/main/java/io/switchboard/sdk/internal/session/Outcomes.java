package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.SwitchboardException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells callers what became of the batches in a {@link CommitWindow}, and remembers what a caller
 * would not hear: the failure of a batch that he was told is accepted. Not thread-safe: the
 * engine's lock guards it; what it adds to completions runs outside of it.
 */
final class Outcomes {
  private final SessionHandle session;
  private final CommitWindow window;
  private final Intake intake;
  private SwitchboardException untold;

  Outcomes(SessionHandle session, CommitWindow window, Intake intake) {
    this.session = session;
    this.window = window;
    this.intake = intake;
  }

  void accepted(long fromSeq, long toSeq, List<Runnable> completions) {
    for (long seq = fromSeq; seq <= toSeq; seq++) {
      Optional<PendingBatch> batch = window.get(seq).filter(b -> !b.told);
      if (batch.isPresent()) {
        PendingBatch accepted = batch.get();
        accepted.told = true;
        PublishResult result = new PublishResult(session.id(), seq, accepted.future);
        completions.add(() -> accepted.accept(result));
      }
    }
  }

  void committed(long toSeq, List<Runnable> completions) {
    for (PendingBatch batch : window.takeUpTo(toSeq)) {
      PublishResult result = new PublishResult(session.id(), batch.seq);
      completions.add(() -> batch.commit(result));
    }
  }

  /** One batch certainly is not published; those behind it are to be written again. */
  void failed(long seq, Throwable error, List<Runnable> completions) {
    SwitchboardException reason = Failures.of("publishing batch " + seq, session.id(), error);
    window.remove(seq).ifPresent(batch -> fail(batch, reason, completions));
    long deadline = session.deadlineAfter(session.operationTimeout());
    window.all().stream().filter(b -> b.seq >= seq).forEach(b -> b.beginAgain(deadline));
  }

  /**
   * Nothing more is published. What was acknowledged may be, and stays in the window; all else
   * certainly is not.
   */
  void ended(long doubtTo, String what, Throwable error, List<Runnable> completions) {
    List<PendingBatch> unpublished = window.takeBehind(doubtTo);
    List<PendingBatch> doubtful = window.all();
    SwitchboardException reason =
        doubtful.isEmpty()
            ? Failures.of(what, session.id(), error)
            : Failures.uncertain(session.id(), doubtful.get(0).seq, error);
    for (PendingBatch batch : doubtful) {
      boolean first = batch == doubtful.get(0);
      fail(batch, first ? reason : Failures.uncertain(session.id(), batch.seq, error), completions);
    }
    for (PendingBatch batch : unpublished) {
      boolean first = doubtful.isEmpty() && batch == unpublished.get(0);
      fail(batch, first ? reason : Failures.after(reason, session.id()), completions);
    }
    intake.fail(reason, completions);
  }

  private void fail(PendingBatch batch, SwitchboardException reason, List<Runnable> completions) {
    if (batch.awaited && batch.told && untold == null) {
      untold = reason;
    }
    completions.add(() -> batch.fail(reason));
  }

  /** The failure that nobody was told of; it is told now. */
  Optional<SwitchboardException> takeUntold() {
    Optional<SwitchboardException> taken = Optional.ofNullable(untold);
    untold = null;
    return taken;
  }

  /** Everything that is not settled. It does not wait any longer than it must. */
  List<CompletableFuture<PublishResult>> hurry() {
    List<PendingBatch> all = new ArrayList<>(window.all());
    intake.waiting().all().forEach(all::add);
    all.forEach(batch -> batch.urgent = true);
    return all.stream().map(batch -> batch.future).toList();
  }
}
