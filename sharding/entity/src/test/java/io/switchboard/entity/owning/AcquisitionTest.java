package io.switchboard.entity.owning;

import static io.switchboard.entity.owning.FakePublishing.MINE;
import static io.switchboard.entity.owning.FakePublishing.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.RejectCode;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.AcquireFailed;
import io.switchboard.core.session.SessionCommand.Acquired;
import io.switchboard.core.session.SessionCommand.Acquired.Left;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.EpochClaimed;
import io.switchboard.core.session.SessionCommand.SignedOff;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
  private static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  private static final LaneId READER = new LaneId("node-a");
  private static final Digest ROWS = Digest.of(new byte[Digest.LENGTH]);
  private static final Digest LEDGERS =
      Digest.of(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});

  private static final Batch BATCH_4 = batch(4);
  private static final Batch BATCH_5 = batch(5);

  private final FakePublishing world = new FakePublishing();
  private final FakeSpill spill = new FakeSpill();
  private final Leaving leaving = new Leaving(world, spill, spill);
  private final Acquisition acquisition = new Acquisition(world, world, world, leaving);

  private static Row ownedBy(LaneId lane, long seq) {
    return new Row(
        5, Optional.of(lane), 2, 30, new Published(seq, Optional.of(ROWS)), 0, Optional.empty());
  }

  private CompletableFuture<SessionCommand> begin() {
    return acquisition.acquire(SESSION, new Effect.Acquire(0, false)).toCompletableFuture();
  }

  private Acquired acquired() {
    CompletableFuture<SessionCommand> result = begin();
    assertThat(result).isCompleted();
    assertThat(result.join()).isInstanceOf(Acquired.class);
    return (Acquired) result.join();
  }

  private static AcquireFailed failed(CompletableFuture<SessionCommand> result) {
    assertThat(result).isCompleted();
    assertThat(result.join()).isInstanceOf(AcquireFailed.class);
    return (AcquireFailed) result.join();
  }

  @Test
  void nothingIsClaimedBeforeTheOwnerBeforeIsSettledAndTheScanStartIsKnown() {
    world.row = ownedBy(OTHER, 3);
    CompletableFuture<Ledger.Settled> settling = new CompletableFuture<>();
    world.settled = settling;
    world.ledgerEnd = new CompletableFuture<>();
    CompletableFuture<SessionCommand> result = begin();
    assertThat(world.log).containsExactly("read", "laneFor", "settle " + OTHER + " from 2@30");
    settling.complete(session -> Optional.empty());
    assertThat(world.log).last().isEqualTo("ledgerEnd");
    world.ledgerEnd.complete(91L);
    assertThat(world.log).last().isEqualTo("claim " + MINE + " from 91");
    assertThat(result).isCompletedWithValue(new Acquired(MINE, 6, 3, Optional.of(ROWS), 0));
    assertThat(world.row.ledgerPartition()).isEqualTo(FakePublishing.MY_LEDGER_PARTITION);
  }

  @Test
  void aRowThatWasSignedOffNeedsNoFence() {
    world.row =
        new Row(
            5, Optional.empty(), 0, 0, new Published(3, Optional.of(ROWS)), 0, Optional.empty());
    assertThat(acquired()).isEqualTo(new Acquired(MINE, 6, 3, Optional.of(ROWS), 0));
    assertThat(world.log).noneMatch(call -> call.startsWith("settle"));
  }

  @Test
  void anOwnLivingLaneIsEmptiedAndNotFenced() {
    world.row = ownedBy(MINE, 3);
    world.revoked = new CompletableFuture<>();
    CompletableFuture<SessionCommand> result = begin();
    assertThat(world.log).containsExactly("read", "laneFor", "revoke 5");
    world.revoked.complete(OptionalLong.of(8));
    assertThat(result).isCompletedWithValue(new Acquired(MINE, 6, 8, Optional.empty(), 0));
    assertThat(world.log).noneMatch(call -> call.startsWith("settle"));
  }

  @Test
  void anOwnLaneThatDiesWhileItIsEmptiedIsNotGuessedAbout() {
    world.row = ownedBy(MINE, 3);
    world.revoked = CompletableFuture.failedFuture(new IllegalStateException("lane died"));
    assertThat(failed(begin()).code()).isEqualTo(RejectCode.STORE_UNAVAILABLE);
    assertThat(world.log).noneMatch(call -> call.startsWith("claim"));
  }

  @Test
  void aLedgerThatCannotBeReadLeavesTheRowAlone() {
    world.row = ownedBy(OTHER, 3);
    world.settled = CompletableFuture.failedFuture(new IllegalStateException("no broker"));
    AcquireFailed failed = failed(begin());
    assertThat(failed.code()).isEqualTo(RejectCode.STORE_UNAVAILABLE);
    assertThat(failed.reason()).contains("no broker");
    assertThat(world.log).noneMatch(call -> call.startsWith("claim"));
  }

  @Test
  void aLostClaimIsAnOwnerThatChanged() {
    world.otherIsFaster = true;
    assertThat(failed(begin()).code()).isEqualTo(RejectCode.OWNER_CHANGED);
  }

  @Test
  void anAmbiguousClaimIsNotTakenForAnAcquisition() {
    world.claimFails = Optional.of(new IllegalStateException("timed out"));
    assertThat(failed(begin()).code()).isEqualTo(RejectCode.STORE_UNAVAILABLE);
  }

  @Test
  void aLaneThatDiedWhileItClaimedDoesNotOwn() {
    world.diesAtClaim = true;
    assertThat(failed(begin()).code()).isEqualTo(RejectCode.OWNER_CHANGED);
  }

  @Test
  void aLedgerNewerThanTheRowWins() {
    world.row = ownedBy(OTHER, 3);
    world.settled = FakePublishing.ledgerSays(9, LEDGERS);
    assertThat(acquired()).isEqualTo(new Acquired(MINE, 6, 9, Optional.of(LEDGERS), 0));
    assertThat(world.row.published()).isEqualTo(new Published(9, Optional.of(LEDGERS)));
  }

  @Test
  void aRowNewerThanTheLedgerWins() {
    world.row = ownedBy(OTHER, 12);
    world.settled = FakePublishing.ledgerSays(9, LEDGERS);
    assertThat(acquired()).isEqualTo(new Acquired(MINE, 6, 12, Optional.of(ROWS), 0));
  }

  @Test
  void aSignOffWaitsUntilTheLaneIsEmptyAndTellsWhatItPublishedLast() {
    world.revoked = new CompletableFuture<>();
    CompletableFuture<SessionCommand> result = signOff();
    assertThat(world.log).containsExactly("revoke 6");
    world.revoked.complete(OptionalLong.of(4));
    assertThat(world.log).containsExactly("revoke 6", "signOff 4");
    assertThat(result)
        .isCompletedWithValue(new SignedOff(6, Optional.of(new Published(4, Optional.empty()))));
  }

  @Test
  void aLaneThatCouldNotBeEmptiedIsNeverSignedOff() {
    world.revoked = CompletableFuture.failedFuture(new IllegalStateException("lane died"));
    assertThat(signOff()).isCompletedWithValue(new SignedOff(6, Optional.empty()));
    assertThat(world.log).containsExactly("revoke 6");
  }

  @Test
  void aDeadLaneIsNeverSignedOff() {
    world.alive = false;
    assertThat(signOff()).isCompletedWithValue(new SignedOff(6, Optional.empty()));
    assertThat(world.log).isEmpty();
  }

  @Test
  void aSignOffThatWasNotAppliedIsNotReportedAsOne() {
    world.signOffApplies = false;
    assertThat(signOff()).isCompletedWithValue(new SignedOff(6, Optional.empty()));
  }

  private CompletableFuture<SessionCommand> signOff(Batch... accepted) {
    return acquisition
        .signOff(
            SESSION,
            new Effect.SignOff(MINE, 6, new Published(3, Optional.of(ROWS)), List.of(accepted)))
        .toCompletableFuture();
  }

  @Test
  void whatIsNotPublishedWhenTheLaneIsEmptyIsLeft() {
    world.revoked = CompletableFuture.completedFuture(OptionalLong.of(4));
    assertThat(signOff(batch(4), batch(5), batch(6)))
        .isCompletedWithValue(new SignedOff(6, Optional.of(new Published(4, Optional.empty()))));
    assertThat(world.log).containsExactly("revoke 6", "spill 5 to 6 settled 4");
    assertThat(spill.rows.get(SESSION).get(6L).keySet()).containsExactly(5L, 6L);
  }

  @Test
  void aDeadLaneLeavesEverythingAndItsNameForTheNextOwnerToFence() {
    world.alive = false;
    assertThat(signOff(batch(4), batch(5)))
        .isCompletedWithValue(new SignedOff(6, Optional.empty()));
    assertThat(world.log).containsExactly("spill 4 to 5");
  }

  @Test
  void anOwnerWhoseAcceptedBatchesAreAllPublishedSignsOff() {
    world.revoked = CompletableFuture.completedFuture(OptionalLong.of(5));
    assertThat(signOff(batch(4), batch(5)))
        .isCompletedWithValue(new SignedOff(6, Optional.of(new Published(5, Optional.empty()))));
    assertThat(world.log).containsExactly("revoke 6", "signOff 5");
    assertThat(spill.rows).isEmpty();
  }

  @Test
  void whatWasLeftIsReadBeforeTheClaimAndComesWithIt() {
    spill.write(SESSION, 4, List.of(BATCH_4, BATCH_5));
    world.row = leftBehind(new Spilled(4, 4, 5));
    assertThat(acquired())
        .isEqualTo(
            new Acquired(
                MINE,
                6,
                3,
                Optional.of(ROWS),
                0,
                Optional.of(new Left(new Spilled(4, 4, 5), List.of(BATCH_4, BATCH_5)))));
  }

  @Test
  void whoCannotOpenWhatWasLeftDoesNotClaim() {
    spill.write(SESSION, 4, List.of(batch(4)));
    world.row = leftBehind(new Spilled(4, 4, 5));
    assertThat(failed(begin()).code()).isEqualTo(RejectCode.STORE_UNAVAILABLE);
    assertThat(world.log).noneMatch(call -> call.startsWith("claim"));
  }

  @Test
  void whatNoManifestNamesIsNotRead() {
    spill.write(SESSION, 4, List.of(batch(4)));
    assertThat(acquired().left()).isEmpty();
  }

  private static Row leftBehind(Spilled manifest) {
    return new Row(
        5, Optional.empty(), 0, 0, new Published(3, Optional.of(ROWS)), 0, Optional.of(manifest));
  }

  private static Batch batch(long seq) {
    OutboundEvent event =
        new OutboundEvent(
            null, new byte[] {1}, List.of(), OptionalInt.empty(), OptionalLong.empty());
    return new Batch(seq, new EventBatch(List.of(event), 1, LEDGERS));
  }

  @Test
  void aReaderTakesTheNextEpochAndFencesNobody() {
    world.row = ownedBy(OTHER, 0);
    assertThat(
            acquisition
                .claimReader(SESSION, READER, new Effect.ClaimEpoch(0, false))
                .toCompletableFuture())
        .isCompletedWithValue(new EpochClaimed(6, 0));
    assertThat(world.log).containsExactly("read", "claim " + READER + " from 0");
  }

  @Test
  void aReadersClaimThatWasLostOrIsUnknownFails() {
    world.otherIsFaster = true;
    assertThat(
            acquisition
                .claimReader(SESSION, READER, new Effect.ClaimEpoch(0, false))
                .toCompletableFuture()
                .join())
        .isInstanceOf(ClaimFailed.class);
    world.claimFails = Optional.of(new IllegalStateException("timed out"));
    assertThat(
            acquisition
                .claimReader(SESSION, READER, new Effect.ClaimEpoch(0, false))
                .toCompletableFuture()
                .join())
        .isEqualTo(new ClaimFailed("timed out"));
  }

  private static Row withHolder(int holder) {
    return new Row(5, Optional.of(OTHER), 2, 30, Published.NOTHING, holder, Optional.empty());
  }

  private int holderAfter(Effect.Acquire effect) {
    SessionCommand result = acquisition.acquire(SESSION, effect).toCompletableFuture().join();
    return ((Acquired) result).holder();
  }

  private int holderAfter(Effect.ClaimEpoch effect) {
    SessionCommand result =
        acquisition.claimReader(SESSION, READER, effect).toCompletableFuture().join();
    return ((EpochClaimed) result).holder();
  }

  @Test
  void aTakeOverRaisesTheLaterOfTheRegistersHolderAndTheJournals() {
    world.row = withHolder(4);
    assertThat(holderAfter(new Effect.Acquire(2, true))).isEqualTo(5);
    assertThat(world.row.holder()).isEqualTo(5);
    assertThat(holderAfter(new Effect.Acquire(7, true))).as("from before it kept one").isEqualTo(8);

    world.row = withHolder(4);
    assertThat(holderAfter(new Effect.ClaimEpoch(2, true))).isEqualTo(5);
    assertThat(world.row.holder()).isEqualTo(5);
    assertThat(holderAfter(new Effect.ClaimEpoch(7, true))).isEqualTo(8);
  }

  @Test
  void whoDoesNotTakeOverIsToldTheHolderThatThereIs() {
    world.row = withHolder(4);
    assertThat(holderAfter(new Effect.Acquire(2, false))).isEqualTo(4);
    assertThat(holderAfter(new Effect.Acquire(6, false))).isEqualTo(6);
    assertThat(world.row.holder()).as("the journal's is put into the register").isEqualTo(6);

    world.row = withHolder(4);
    assertThat(holderAfter(new Effect.ClaimEpoch(2, false))).isEqualTo(4);
    assertThat(holderAfter(new Effect.ClaimEpoch(6, false))).isEqualTo(6);
  }

  /** It has the owner and the epoch that this one wants, but nobody is locked out by it. */
  @Test
  void anEarlierClaimOfItsOwnThatIsAppliedLateIsNotTakenForATakeOver() {
    world.row = withHolder(4);
    world.keepsHolder = true;

    AcquireFailed failed =
        failed(acquisition.acquire(SESSION, new Effect.Acquire(4, true)).toCompletableFuture());
    assertThat(failed.code()).isEqualTo(RejectCode.OWNER_CHANGED);
    assertThat(
            acquisition
                .claimReader(SESSION, READER, new Effect.ClaimEpoch(4, true))
                .toCompletableFuture()
                .join())
        .isInstanceOf(ClaimFailed.class);
  }
}
