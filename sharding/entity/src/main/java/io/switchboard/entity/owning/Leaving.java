package io.switchboard.entity.owning;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.SessionCommand.Acquired;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of batches that an owner has accepted and cannot publish any more: they go into the
 * spill store, then one compare-and-set names them in the register; if a store does not answer in
 * time, into this node's folder. The client keeps them too, so that a failure here loses nothing.
 */
public final class Leaving {
  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);
  private static final long STORE_TIMEOUT_MS = 3_000;

  private final Ownership ownership;
  private final SpillStore store;
  private final SpillFolder folder;
  private final UnaryOperator<CompletableFuture<Boolean>> inTime;
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

  /** Batches that were left in the store, and in the folder, and that could be left nowhere. */
  public final LongAdder leftInStore = new LongAdder();

  public final LongAdder leftInFolder = new LongAdder();
  public final LongAdder leftNowhere = new LongAdder();

  /** Manifests that were taken out of the register. */
  public final LongAdder cleared = new LongAdder();

  public Leaving(Ownership ownership, SpillStore store, SpillFolder folder) {
    this(
        ownership,
        store,
        folder,
        stores -> stores.orTimeout(STORE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
  }

  /**
   * @param inTime makes a future fail that takes too long
   */
  public Leaving(
      Ownership ownership,
      SpillStore store,
      SpillFolder folder,
      UnaryOperator<CompletableFuture<Boolean>> inTime) {
    this.inTime = inTime;
    this.ownership = ownership;
    this.store = store;
    this.folder = folder;
  }

  /** A node that stops waits for this; never fails. */
  public CompletionStage<Void> finished() {
    return CompletableFuture.allOf(underWay.toArray(new CompletableFuture<?>[0]));
  }

  /** Makes {@link #finished} wait for something that may end in batches being left. */
  <T> CompletionStage<T> following(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    underWay.add(future);
    return future.whenComplete((result, failure) -> underWay.remove(future));
  }

  /**
   * Leaves batches for the next owner. Never fails.
   *
   * @param settled what is published, if that is known for certain
   * @return true if the register has no owner afterwards, for certain
   */
  CompletionStage<Boolean> leave(
      SessionId session,
      long epoch,
      LaneId lane,
      Optional<Published> settled,
      List<Batch> batches) {
    Spilled manifest =
        new Spilled(epoch, batches.get(0).seq(), batches.get(batches.size() - 1).seq());
    return inTime
        .apply(
            store
                .write(session, epoch, batches)
                .thenCompose(done -> ownership.spill(session, epoch, lane, manifest, settled))
                .toCompletableFuture())
        .thenApply(
            applied -> {
              (applied ? leftInStore : leftNowhere).add(batches.size());
              return applied && settled.isPresent();
            })
        .exceptionallyCompose(
            failure -> {
              LOG.warn(
                  "batches {} to {} go to this node's folder, as they cannot be left in the store,"
                      + " sessionId={}",
                  manifest.fromSeq(),
                  manifest.toSeq(),
                  session,
                  failure);
              return toFolder(new SpillFolder.Left(session, epoch, lane, settled, batches));
            });
  }

  private CompletionStage<Boolean> toFolder(SpillFolder.Left left) {
    return folder
        .write(left)
        .handle(
            (done, failure) -> {
              (failure == null ? leftInFolder : leftNowhere).add(left.batches().size());
              if (failure != null) {
                LOG.error(
                    "{} accepted batches could be left nowhere; their client has them still,"
                        + " sessionId={}",
                    left.batches().size(),
                    left.session(),
                    failure);
              }
              return false;
            });
  }

  /** What an owner before had left, with the manifest; empty if it left nothing. */
  CompletionStage<Optional<Acquired.Left>> find(SessionId session, Ownership.Row row) {
    return row.spilled().isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : store
            .read(session, row.spilled().get())
            .thenApply(batches -> Optional.of(new Acquired.Left(row.spilled().get(), batches)));
  }

  /** All of it is published: forgets it. Not waited for; whoever comes next does it again. */
  public void clear(SessionId session, Effect.ClearSpill effect) {
    ownership
        .read(session)
        .thenCompose(row -> clear(session, effect, row))
        .thenCompose(
            isClear ->
                isClear
                    ? store.deleteBelow(session, effect.epoch())
                    : CompletableFuture.completedStage(null))
        .exceptionally(
            failure -> {
              LOG.debug("spill not cleared, sessionId={}", session, failure);
              return null;
            });
  }

  /**
   * The scan start stays where it is: batches are published meanwhile, so that the ledger's end of
   * now may lie behind more than the last seq that is known here.
   *
   * @return true if the row is this owner's, and has no manifest any more
   */
  private CompletionStage<Boolean> clear(
      SessionId session, Effect.ClearSpill effect, Ownership.Row row) {
    if (!row.isOwnedBy(effect.lane(), effect.epoch()) || row.spilled().isEmpty()) {
      return CompletableFuture.completedStage(row.isOwnedBy(effect.lane(), effect.epoch()));
    }
    Published known =
        row.published().seq() > effect.published().seq() ? row.published() : effect.published();
    return ownership
        .clearSpill(
            session,
            effect.epoch(),
            new Claim(
                effect.lane(), row.ledgerPartition(), row.ledgerPosition(), known, row.holder()))
        .thenApply(
            isClear -> {
              cleared.add(isClear ? 1 : 0);
              return isClear;
            });
  }

  /** The session has ended: nothing of it is wanted any more. */
  public void drop(SessionId session) {
    store
        .deleteBelow(session, Long.MAX_VALUE)
        .exceptionally(
            failure -> {
              LOG.debug("spill not deleted, sessionId={}", session, failure);
              return null;
            });
  }
}
