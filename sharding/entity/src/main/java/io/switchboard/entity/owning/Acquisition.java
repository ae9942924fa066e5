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
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.SessionCommand;
import java.util.List;
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
  private final Leaving leaving;

  public Acquisition(ProducerLanes lanes, Ledger ledger, Ownership ownership, Leaving leaving) {
    this.lanes = lanes;
    this.ledger = ledger;
    this.ownership = ownership;
    this.leaving = leaving;
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
                // What was left is read before the claim, too: who cannot open it does not claim.
                leaving
                    .find(session, row)
                    .thenCompose(
                        left ->
                            ownership
                                .claim(session, row, claim)
                                .thenApply(now -> judge(lane, row, claim, now, left))));
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

  private static SessionCommand judge(
      ProducerLane lane,
      Row before,
      Claim claim,
      Row now,
      Optional<SessionCommand.Acquired.Left> left) {
    long epoch = before.epoch() + 1;
    if (!isApplied(claim, epoch, now)) {
      return new SessionCommand.AcquireFailed(RejectCode.OWNER_CHANGED, "another owner was faster");
    }
    if (!lane.isAlive()) {
      return new SessionCommand.AcquireFailed(RejectCode.OWNER_CHANGED, "the lane ended meanwhile");
    }
    Optional<Digest> digest = claim.published().digest();
    return new SessionCommand.Acquired(
        lane.id(), epoch, claim.published().seq(), digest, now.holder(), left);
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
   * Leaves a session: empties the lane of it, then signs the register's row off, or leaves there
   * what was accepted and is not published. Never fails; if anything is unknown there is no
   * sign-off, and the next owner fences.
   */
  public CompletionStage<SessionCommand> signOff(SessionId session, Effect.SignOff effect) {
    CompletionStage<SessionCommand> signedOff = emptyAndSignOff(session, effect);
    return effect.accepted().isEmpty() ? signedOff : leaving.following(signedOff);
  }

  private CompletionStage<SessionCommand> emptyAndSignOff(
      SessionId session, Effect.SignOff effect) {
    long epoch = effect.epoch();
    return emptied(session, effect)
        .thenCompose(
            settled ->
                left(session, effect, settled)
                    .<SessionCommand>thenApply(
                        done ->
                            new SessionCommand.SignedOff(epoch, done ? settled : Optional.empty())))
        .exceptionally(failure -> new SessionCommand.SignedOff(epoch, Optional.empty()));
  }

  /** True if the row has no owner afterwards, for certain. */
  private CompletionStage<Boolean> left(
      SessionId session, Effect.SignOff effect, Optional<Published> settled) {
    long known = settled.orElse(effect.published()).seq();
    List<SpillStore.Batch> left = effect.accepted().stream().filter(b -> b.seq() > known).toList();
    if (!left.isEmpty()) {
      return leaving.leave(session, effect.epoch(), effect.lane(), settled, left);
    }
    return settled.isPresent()
        ? ownership.signOff(session, effect.epoch(), effect.lane(), settled.get())
        : CompletableFuture.completedStage(false);
  }

  /** What is published once the lane has nothing of the session any more; empty if unknown. */
  private CompletionStage<Optional<Published>> emptied(SessionId session, Effect.SignOff effect) {
    Optional<ProducerLane> lane = lanes.liveLane(effect.lane());
    return lane.isEmpty()
        ? CompletableFuture.completedStage(Optional.empty())
        : lane.get()
            .revoke(session, effect.epoch())
            .thenApply(last -> Optional.of(later(effect.published(), last)))
            .exceptionally(failure -> Optional.empty());
  }

  private static SessionCommand failed(Throwable failure) {
    return new SessionCommand.AcquireFailed(
        RejectCode.STORE_UNAVAILABLE,
        "publishing rights could not be had: " + Causes.text(failure));
  }
}
