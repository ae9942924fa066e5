package io.switchboard.core.port;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The register of who may publish (or deliver) for a session: one row a session, changed only by
 * compare-and-set on its epoch. Thread-safe. A stage that fails means that the register did not
 * answer: nothing is known, try again.
 */
public interface Ownership {

  /** The row, read serially; made with epoch 0 and nothing published if there was none. */
  CompletionStage<Row> read(SessionId session);

  /**
   * Puts a lane into the row with the next epoch, if the row still has the epoch of {@code seen}.
   * Settles ambiguous time-outs by reading again.
   *
   * @return the row as it is now: it is ours exactly if {@link Row#isOwnedBy} says so for epoch + 1
   *     and the claim's owner
   */
  CompletionStage<Row> claim(SessionId session, Row seen, Claim claim);

  /**
   * Moves the scan start of the row forward, if it is still ours. True if it was applied for
   * certain.
   */
  CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim);

  /**
   * Leaves the row with the next epoch and without owner, if it is still ours. True if it was
   * applied for certain.
   */
  CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published);

  /**
   * Leaves the row with the next epoch and the manifest of the batches that were accepted and are
   * left for the next owner, if it is still ours. True if it was applied for certain.
   *
   * @param spilled what the {@link SpillStore} holds by now
   * @param settled what is published, if that is known for certain: then the row has no owner
   *     afterwards; else it keeps the lane, which the next owner fences
   */
  CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled);

  /**
   * Takes the manifest out of the row, if it is still ours. Settles ambiguous time-outs by reading
   * again.
   *
   * @param claim its position and what is published are written as they are: while batches may be
   *     under way, the position must be the row's own, because the ledger's end of now may lie
   *     behind a batch that is not known here, which would then be published again
   * @return true if the row has no manifest any more; false if it is not ours any more
   */
  CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim);

  /**
   * The row.
   *
   * @param epoch how often it changed hands
   * @param owner the lane that may publish; empty: signed off, nothing to fence
   * @param ledgerPartition where that lane writes its ledger records
   * @param ledgerPosition from where to scan it
   * @param published what was known to be published when the row was written
   * @param holder calls of a client with a lower one are refused; raised by a take-over
   * @param spilled what an owner left for the next one; stays until it is published
   */
  record Row(
      long epoch,
      Optional<LaneId> owner,
      int ledgerPartition,
      long ledgerPosition,
      Published published,
      int holder,
      Optional<Spilled> spilled) {

    /** True if this row says that the lane owns the session with this epoch. */
    public boolean isOwnedBy(LaneId lane, long ofEpoch) {
      return epoch == ofEpoch && owner.isPresent() && owner.get().equals(lane);
    }
  }

  /**
   * What a new owner writes.
   *
   * @param owner its lane (a reader: its node's incarnation)
   * @param ledgerPartition the lane's ledger partition
   * @param ledgerPosition the partition's end, read before the claim
   * @param published what the owner found to be published
   * @param holder the session's holder from now on; never below the row's
   */
  record Claim(
      LaneId owner, int ledgerPartition, long ledgerPosition, Published published, int holder) {}

  /**
   * The manifest of batches in the {@link SpillStore}. Rows there that no manifest names mean
   * nothing.
   *
   * @param epoch of the owner that left them
   * @param fromSeq the first
   * @param toSeq the last; none is missing between
   */
  record Spilled(long epoch, long fromSeq, long toSeq) {}

  /**
   * The last batch known to be published.
   *
   * @param seq 0 if none
   * @param digest of that batch, where known
   */
  record Published(long seq, Optional<Digest> digest) {
    public static final Published NOTHING = new Published(0, Optional.empty());
  }
}
