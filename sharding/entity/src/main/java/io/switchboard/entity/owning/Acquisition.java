package io.switchboard.entity.owning;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLanes;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.SessionCommand;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How an owner becomes the one that may publish: fence first, then compare-and-set, and only then
 * publish.
 *
 * <p>Invariant: every lane that the register's row ever named, except the one that it names now, is
 * finally fenced or has signed this session off. So whoever is in the row is the only one that can
 * publish, whatever else is alive.
 */
public final class Acquisition {
  private final ProducerLanes lanes;
  private final Ledger ledger;
  private final Ownership ownership;

  public Acquisition(ProducerLanes lanes, Ledger ledger, Ownership ownership) {
    this.lanes = lanes;
    this.ledger = ledger;
    this.ownership = ownership;
  }

  /** Acquires a writer. Never fails: the result is {@code Acquired} or {@code AcquireFailed}. */
  public CompletionStage<SessionCommand> acquire(SessionId session, Effect.Acquire effect) {
    return ownership
        .read(session)
        .thenCompose(
            row ->
                lanes
                    .laneFor(session)
                    .thenCompose(
                        lane ->
                            acquire(
                                session, row, lane, holder(row, effect.holder(), effect.raise()))))
        .exceptionally(Acquisition::failed);
  }

  /** The register's holder, except that sessions made before it kept one have it in the journal. */
  private static int holder(Row row, int journaled, boolean raise) {
    return Math.max(row.holder(), journaled) + (raise ? 1 : 0);
  }

  private CompletionStage<SessionCommand> acquire(
      SessionId session, Row row, ProducerLane lane, int holder) {
    return settle(session, row)
        .thenCompose(
            published ->
                // The scan start of the next owner is read before the claim, so that it lies before
                // all we shall publish.
                lane.ledgerEnd()
                    .thenApply(
                        end ->
                            new Claim(lane.id(), lane.ledgerPartition(), end, published, holder)))
        .thenCompose(
            claim ->
                ownership
                    .claim(session, row, claim)
                    .thenApply(now -> judge(lane, row, claim, now)));
  }

  /** What is published for certain: nobody but us can add to it after this. */
  private CompletionStage<Published> settle(SessionId session, Row row) {
    if (row.owner().isEmpty()) {
      return CompletableFuture.completedFuture(row.published());
    }
    LaneId owner = row.owner().get();
    Optional<ProducerLane> own = lanes.liveLane(owner);
    if (own.isPresent()) {
      return own.get().revoke(session, row.epoch()).thenApply(last -> later(row.published(), last));
    }
    return ledger
        .settle(owner, row.ledgerPartition(), row.ledgerPosition())
        .thenApply(settled -> later(row.published(), settled.last(session)));
  }

  private static Published later(Published known, OptionalLong last) {
    return last.isPresent() && last.getAsLong() > known.seq()
        ? new Published(last.getAsLong(), Optional.empty())
        : known;
  }

  private static Published later(Published known, Optional<Ledger.Entry> last) {
    return last.filter(entry -> entry.seq() >= known.seq())
        .map(entry -> new Published(entry.seq(), Optional.of(entry.digest())))
        .orElse(known);
  }

  /**
   * An earlier claim of this owner, given up and applied late, looks like this one, but for the
   * holder: a take-over must not be told for done if it was not raised.
   */
  private static boolean isApplied(Claim claim, long epoch, Row now) {
    return now.isOwnedBy(claim.owner(), epoch) && now.holder() >= claim.holder();
  }

  private static SessionCommand judge(ProducerLane lane, Row before, Claim claim, Row now) {
    long epoch = before.epoch() + 1;
    if (!isApplied(claim, epoch, now)) {
      return new SessionCommand.AcquireFailed(RejectCode.OWNER_CHANGED, "another owner was faster");
    }
    if (!lane.isAlive()) {
      return new SessionCommand.AcquireFailed(RejectCode.OWNER_CHANGED, "the lane ended meanwhile");
    }
    Optional<Digest> digest = claim.published().digest();
    return new SessionCommand.Acquired(
        lane.id(), epoch, claim.published().seq(), digest, now.holder());
  }

  /**
   * Claims a reader's epoch: one compare-and-set, nothing to fence. Never fails: EpochClaimed or
   * ClaimFailed.
   */
  public CompletionStage<SessionCommand> claimReader(
      SessionId session, LaneId reader, Effect.ClaimEpoch effect) {
    return ownership
        .read(session)
        .thenCompose(
            row -> {
              int holder = holder(row, effect.holder(), effect.raise());
              Claim claim = new Claim(reader, 0, 0, Published.NOTHING, holder);
              return ownership
                  .claim(session, row, claim)
                  .thenApply(
                      now ->
                          isApplied(claim, row.epoch() + 1, now)
                              ? (SessionCommand)
                                  new SessionCommand.EpochClaimed(now.epoch(), now.holder())
                              : new SessionCommand.ClaimFailed("another owner was faster"));
            })
        .exceptionally(failure -> new SessionCommand.ClaimFailed(Causes.text(failure)));
  }

  /**
   * Leaves a session: empties the lane of it, then signs the register's row off. Never fails; if
   * anything is unknown there is no sign-off, and the next owner fences.
   */
  public CompletionStage<SessionCommand> signOff(
      SessionId session, LaneId laneId, long epoch, Published published) {
    SessionCommand without = new SessionCommand.SignedOff(epoch, Optional.empty());
    Optional<ProducerLane> lane = lanes.liveLane(laneId);
    if (lane.isEmpty()) {
      return CompletableFuture.completedFuture(without);
    }
    return lane.get()
        .revoke(session, epoch)
        .thenCompose(
            last -> {
              Published all = later(published, last);
              return ownership
                  .signOff(session, epoch, laneId, all)
                  .thenApply(
                      done ->
                          done
                              ? (SessionCommand)
                                  new SessionCommand.SignedOff(epoch, Optional.of(all))
                              : without);
            })
        .exceptionally(failure -> without);
  }

  private static SessionCommand failed(Throwable failure) {
    return new SessionCommand.AcquireFailed(
        RejectCode.STORE_UNAVAILABLE,
        "publishing rights could not be had: " + Causes.text(failure));
  }
}
