package io.switchboard.entity.simulator;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLanes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The control of {@link Control#CLAIM_BEFORE_FENCE}: turns the order around under an acquisition
 * that does not notice. Reading the row claims it too; the claim that comes after fencing only adds
 * what was found.
 */
final class ClaimFirst implements Ownership {
  private final Ownership register;
  private final ProducerLanes lanes;
  private final Map<Long, Row> claimed = new HashMap<>();

  private ClaimFirst(Ownership register, ProducerLanes lanes) {
    this.register = register;
    this.lanes = lanes;
  }

  static Ownership ifWanted(Ownership register, ProducerLanes lanes, World world) {
    return world.isWriter() && world.control() == Control.CLAIM_BEFORE_FENCE
        ? new ClaimFirst(register, lanes)
        : register;
  }

  @Override
  public CompletionStage<Row> read(SessionId session) {
    return register
        .read(session)
        .thenCompose(
            seen ->
                lanes
                    .laneFor(session)
                    .thenCompose(lane -> claimAtOnce(session, seen, lane))
                    .thenApply(
                        now -> {
                          claimed.put(seen.epoch(), now);
                          return seen;
                        }));
  }

  private CompletionStage<Row> claimAtOnce(SessionId session, Row seen, ProducerLane lane) {
    return lane.ledgerEnd()
        .thenCompose(
            end ->
                register.claim(
                    session,
                    seen,
                    new Claim(
                        lane.id(), lane.ledgerPartition(), end, seen.published(), seen.holder())));
  }

  @Override
  public CompletionStage<Row> claim(SessionId session, Row seen, Claim claim) {
    Row now = Optional.ofNullable(claimed.remove(seen.epoch())).orElse(seen);
    return register
        .checkpoint(session, seen.epoch() + 1, claim)
        .thenApply(
            ours ->
                ours && now.isOwnedBy(claim.owner(), seen.epoch() + 1)
                    ? new Row(
                        now.epoch(),
                        now.owner(),
                        claim.ledgerPartition(),
                        claim.ledgerPosition(),
                        claim.published(),
                        now.holder(),
                        now.spilled())
                    : now);
  }

  @Override
  public CompletionStage<Boolean> checkpoint(SessionId session, long epoch, Claim claim) {
    return register.checkpoint(session, epoch, claim);
  }

  @Override
  public CompletionStage<Boolean> signOff(
      SessionId session, long epoch, LaneId owner, Published published) {
    return register.signOff(session, epoch, owner, published);
  }

  @Override
  public CompletionStage<Boolean> spill(
      SessionId session, long epoch, LaneId owner, Spilled spilled, Optional<Published> settled) {
    return register.spill(session, epoch, owner, spilled, settled);
  }

  @Override
  public CompletionStage<Boolean> clearSpill(SessionId session, long epoch, Claim claim) {
    return register.clearSpill(session, epoch, claim);
  }
}
