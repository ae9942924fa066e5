package io.switchboard.entity.spill;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillFolder.Left;
import io.switchboard.core.port.SpillStore;
import io.switchboard.entity.owning.Causes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what this node left in its folder into the spill store, when it starts again: batches into
 * the store, then the manifest into the register's row by compare-and-set, and only then is the
 * file deleted. Whatever stops it between, the next start begins that file again; the
 * compare-and-set takes it once.
 *
 * <p>If the session has another owner by now, the batches are nobody's: their client has been told
 * that they were not published, and sends them again. So the file is deleted, and nothing else:
 * rows of it that lie in the store may be named by a manifest after all, if it was this very node
 * that put it there and did not hear of it. The session deletes them.
 *
 * <p>One actor a node, one file at a time. It ends when the folder is empty, or when the stores did
 * not answer too many times in a row; the files stay then until the next start.
 */
public final class SpillReturn {
  private static final Logger LOG = LoggerFactory.getLogger(SpillReturn.class);

  /** What drives it. */
  public sealed interface Message {}

  private enum Step implements Message {
    NEXT,
    LOOK
  }

  private record Found(List<Left> files) implements Message {}

  private record Done(Left left, Outcome outcome) implements Message {}

  private record Failed(Optional<Left> left, Throwable failure) implements Message {}

  private enum Outcome {
    RETURNED,
    ORPHAN
  }

  /**
   * When it is tried again.
   *
   * @param first pause after the first failure; doubles from one to the next
   * @param longest pause
   * @param failures after so many in a row it gives up until the next start
   */
  public record Patience(Duration first, Duration longest, int failures) {
    /** Some two hours. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(1), Duration.ofMinutes(1), 120);
  }

  private final ActorContext<Message> actor;
  private final TimerScheduler<Message> timers;
  private final SpillFolder folder;
  private final SpillStore store;
  private final Ownership ownership;
  private final SpillMetrics metrics;
  private final Patience patience;

  private final Deque<Left> toDo = new ArrayDeque<>();
  private boolean looked;
  private int failuresInARow;

  private SpillReturn(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      SpillFolder folder,
      SpillStore store,
      Ownership ownership,
      SpillMetrics metrics,
      Patience patience) {
    this.actor = actor;
    this.timers = timers;
    this.folder = folder;
    this.store = store;
    this.ownership = ownership;
    this.metrics = metrics;
    this.patience = patience;
  }

  /** The behaviour; it begins at once, and ends by itself. */
  public static Behavior<Message> create(
      SpillFolder folder,
      SpillStore store,
      Ownership ownership,
      SpillMetrics metrics,
      Patience patience) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers ->
                    new SpillReturn(actor, timers, folder, store, ownership, metrics, patience)
                        .begin()));
  }

  private Behavior<Message> begin() {
    actor.getSelf().tell(Step.LOOK);
    return Behaviors.receive(Message.class)
        .onMessage(Step.class, step -> step == Step.LOOK ? look() : next())
        .onMessage(Found.class, this::onFound)
        .onMessage(Done.class, this::onDone)
        .onMessage(Failed.class, this::onFailed)
        .build();
  }

  private Behavior<Message> look() {
    actor.pipeToSelf(
        folder.all(),
        (files, failure) ->
            failure == null ? new Found(files) : new Failed(Optional.empty(), failure));
    return Behaviors.same();
  }

  private Behavior<Message> onFound(Found found) {
    looked = true;
    toDo.addAll(found.files());
    if (!toDo.isEmpty()) {
      LOG.info("spill files found, sessions={}", toDo.size());
    }
    return next();
  }

  private Behavior<Message> next() {
    if (toDo.isEmpty()) {
      return Behaviors.stopped();
    }
    Left left = toDo.removeFirst();
    actor.pipeToSelf(
        bringBack(left),
        (outcome, failure) ->
            failure == null ? new Done(left, outcome) : new Failed(Optional.of(left), failure));
    return Behaviors.same();
  }

  private CompletionStage<Outcome> bringBack(Left left) {
    return ownership
        .read(left.session())
        .thenCompose(row -> left(left, row))
        .thenCompose(outcome -> folder.delete(left).thenApply(deleted -> outcome));
  }

  private CompletionStage<Outcome> left(Left left, Row row) {
    Spilled spilled = manifest(left);
    if (row.spilled().equals(Optional.of(spilled))) {
      // An attempt before was applied, and its answer or the deletion of the file was lost.
      return CompletableFuture.completedFuture(Outcome.RETURNED);
    }
    if (!row.isOwnedBy(left.owner(), left.epoch())) {
      return CompletableFuture.completedFuture(Outcome.ORPHAN);
    }
    return store
        .write(left.session(), left.epoch(), left.batches())
        .thenCompose(
            written ->
                ownership.spill(
                    left.session(), left.epoch(), left.owner(), spilled, left.settled()))
        .thenApply(applied -> applied ? Outcome.RETURNED : Outcome.ORPHAN);
  }

  private static Spilled manifest(Left left) {
    List<SpillStore.Batch> batches = left.batches();
    return new Spilled(left.epoch(), batches.get(0).seq(), batches.get(batches.size() - 1).seq());
  }

  private Behavior<Message> onDone(Done done) {
    failuresInARow = 0;
    Left left = done.left();
    if (done.outcome() == Outcome.RETURNED) {
      metrics.returned.increment();
      LOG.info(
          "spill file returned, session={}, epoch={}, batches={}",
          left.session(),
          left.epoch(),
          left.batches().size());
    } else {
      metrics.orphans.increment();
      LOG.info(
          "spill file dropped, session={}, epoch={}, batches={}: the session has another owner"
              + " since, its client sends them again",
          left.session(),
          left.epoch(),
          left.batches().size());
    }
    return next();
  }

  private Behavior<Message> onFailed(Failed f) {
    metrics.returnFailures.increment();
    LOG.warn(
        "spill files not returned, session={}, tried again later: {}",
        f.left().map(left -> left.session().value()).orElse("all"),
        Causes.text(f.failure()));
    // The others first, next time.
    f.left().ifPresent(toDo::addLast);
    failuresInARow++;
    if (failuresInARow >= patience.failures()) {
      LOG.warn("spill files stay until the next start, sessions={}", toDo.size());
      return Behaviors.stopped();
    }
    timers.startSingleTimer(looked ? Step.NEXT : Step.LOOK, pause());
    return Behaviors.same();
  }

  private Duration pause() {
    Duration doubled = patience.first().multipliedBy(1L << Math.min(failuresInARow - 1, 20));
    return doubled.compareTo(patience.longest()) < 0 ? doubled : patience.longest();
  }
}
