package io.switchboard.entity.owning;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLanes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Register, ledger and one lane as a test sets them. Each call is logged when it is made; what it
 * answers is a field, complete or not.
 */
public final class FakePublishing implements Ownership, Ledger, ProducerLanes, ProducerLane {
  public static final LaneId MINE = new LaneId("node-a/lane-1/1");
  public static final LaneId OTHER = new LaneId("node-b/lane-1/1");
  public static final int MY_LEDGER_PARTITION = 4;

  public final List<String> log = new CopyOnWriteArrayList<>();
  public volatile Row row =
      new Row(0, Optional.empty(), 0, 0, Published.NOTHING, 0, Optional.empty());
  public volatile boolean alive = true;
  public volatile Optional<RuntimeException> claimFails = Optional.empty();
  public volatile boolean otherIsFaster;
  public volatile boolean diesAtClaim;

  /** An earlier claim of the same owner, that did not raise the holder, was applied instead. */
  public volatile boolean keepsHolder;

  public volatile boolean signOffApplies = true;
  public CompletableFuture<Settled> settled =
      CompletableFuture.completedFuture(session -> Optional.empty());
  public CompletableFuture<Long> ledgerEnd = CompletableFuture.completedFuture(77L);
  public volatile CompletableFuture<Boolean> checkpointed = CompletableFuture.completedFuture(true);
  public CompletableFuture<Boolean> spilled = CompletableFuture.completedFuture(true);
  public CompletableFuture<Boolean> cleared = CompletableFuture.completedFuture(true);
  public CompletableFuture<OptionalLong> revoked =
      CompletableFuture.completedFuture(OptionalLong.empty());
  public CompletableFuture<Outcome> outcome =
      CompletableFuture.completedFuture(new Outcome.Committed());

  /** The ledger says that this was the last batch. */
  public static CompletableFuture<Settled> ledgerSays(long seq, Digest digest) {
    return CompletableFuture.completedFuture(session -> Optional.of(new Entry(seq, 1, 1, digest)));
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    log.add("read");
    return CompletableFuture.completedFuture(row);
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    log.add("claim " + claim.owner() + " from " + claim.ledgerPosition());
    if (claimFails.isPresent()) {
      return CompletableFuture.failedFuture(claimFails.get());
    }
    row =
        new Row(
            seen.epoch() + 1,
            Optional.of(otherIsFaster ? OTHER : claim.owner()),
            claim.ledgerPartition(),
            claim.ledgerPosition(),
            claim.published(),
            keepsHolder ? seen.holder() : claim.holder(),
            seen.spilled());
    alive &= !diesAtClaim;
    return CompletableFuture.completedFuture(row);
  }

  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    log.add("checkpoint " + claim.published().seq() + " from " + claim.ledgerPosition());
    return checkpointed;
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    log.add("signOff " + published.seq());
    return CompletableFuture.completedFuture(signOffApplies);
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> published) {
    log.add(
        "spill "
            + spilled.fromSeq()
            + " to "
            + spilled.toSeq()
            + published.map(known -> " settled " + known.seq()).orElse(""));
    return this.spilled.getNow(false)
        ? CompletableFuture.completedFuture(signOffApplies)
        : this.spilled;
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    log.add("clear spill " + claim.published().seq() + " from " + claim.ledgerPosition());
    return cleared;
  }

  @Override
  public CompletionStage<Settled> settle(LaneId lane, int partition, long fromOffset) {
    log.add("settle " + lane + " from " + partition + "@" + fromOffset);
    return settled;
  }

  @Override
  public CompletionStage<ProducerLane> laneFor(SessionId session) {
    log.add("laneFor");
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public Optional<ProducerLane> liveLane(LaneId id) {
    return alive && id.equals(MINE) ? Optional.of(this) : Optional.empty();
  }

  @Override
  public LaneId id() {
    return MINE;
  }

  @Override
  public int ledgerPartition() {
    return MY_LEDGER_PARTITION;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public CompletionStage<Long> ledgerEnd() {
    log.add("ledgerEnd");
    return ledgerEnd;
  }

  @Override
  public CompletionStage<Outcome> publish(Publication publication) {
    log.add("publish " + publication.seq());
    return outcome;
  }

  @Override
  public CompletionStage<OptionalLong> revoke(SessionId session, long epoch) {
    log.add("revoke " + epoch);
    return revoked;
  }
}
