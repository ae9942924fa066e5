package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.BACKPRESSURE;
import static io.switchboard.core.session.RejectCode.NOT_STAGED;
import static io.switchboard.core.session.RejectCode.OWNER_CHANGED;
import static io.switchboard.core.session.RejectCode.REFUSED_BY_KAFKA;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SEQ_CONFLICT;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.port.SpillStore;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.WaitOver;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A writer whose acks do not wait for the commit: what is accepted, published, left and taken up.
 */
class WriterBufferTest {
  private static final Duration A_WHILE = Duration.ofMillis(300);

  private static List<Long> seqsOf(List<SpillStore.Batch> batches) {
    return batches.stream().map(SpillStore.Batch::seq).toList();
  }

  private static Effect.ClearSpill clears(WriterScript writer) {
    List<Effect.ClearSpill> found =
        writer.session.effects().stream()
            .filter(Effect.ClearSpill.class::isInstance)
            .map(Effect.ClearSpill.class::cast)
            .distinct()
            .toList();
    assertThat(found).as("%s", writer.session.effects()).hasSize(1);
    return found.get(0);
  }

  private static boolean clearsNothing(WriterScript writer) {
    return writer.session.effects().stream().noneMatch(Effect.ClearSpill.class::isInstance);
  }

  /** Bytes of so much memory; the digest follows from the seq. */
  private static EventBatch large(long seq, int bytes) {
    EventBatch small = Fixtures.batch("large " + seq);
    return new EventBatch(small.events(), bytes, small.digest());
  }

  private static WriterScript acceptLarge(WriterScript writer, long seq, int bytes) {
    EventBatch batch = large(seq, bytes);
    StageToken token = new StageToken(Fixtures.SESSION, 0, seq, 1, batch.digest());
    writer.give(new Write(writer.session.nextCall(), 0, seq, batch, Optional.empty()));
    return writer.give(new AckWrite(writer.session.nextCall(), 0, seq, token));
  }

  // Accepting.

  @Test
  void anAckIsAnsweredAtOnceAndTellsHowFarKafkaIs() {
    WriterScript writer = WriterScript.buffering();

    assertThat(writer.acked()).isEqualTo(new Reply.Acked(false, 0));
    assertThat(writer.publish().seq()).isEqualTo(1);
    assertThat(writer.committed().accept(2, "b").acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void acceptedBatchesGoIntoTheLaneInOrderAndOneAtATime() {
    WriterScript writer = WriterScript.buffering().accept(2, "b").accept(3, "c");

    assertThat(writer.publishes()).isFalse();
    assertThat(writer.committed().publish().seq()).isEqualTo(2);
    assertThat(writer.committed().publish().seq()).isEqualTo(3);
    assertThat(writer.committed().publishes()).isFalse();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aWriteMayCarryTheAckOfTheBatchBefore() {
    WriterScript writer = WriterScript.bufferedUnowned().write(1, "a").write(2, "b", "a");
    writer.acquired(1, 0);

    assertThat(writer.publish().seq()).isEqualTo(1);
    assertThat(writer.staged().token().seq()).isEqualTo(2);
    assertThat(writer.write(3, "c", "b").staged().committedSeq()).isZero();
    assertThat(writer.committed().publish().seq()).isEqualTo(2);
    writer.committed();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_STAGED);
    assertThat(writer.write(4, "d", "c").publish().seq()).isEqualTo(3);
  }

  @Test
  void repeatedWritesAndAcksOfAcceptedBatchesAreAnsweredAsDone() {
    WriterScript writer = WriterScript.buffering().accept(2, "b");

    assertThat(writer.write(2, "b").staged().committedSeq()).isZero();
    assertThat(writer.ack(2, "b").acked()).isEqualTo(new Reply.Acked(true, 0));
    assertThat(writer.write(2, "b", "a").staged().token().seq()).isEqualTo(2);
    assertThat(writer.committed().ack(1, "a").acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.write(1, "a").staged().committedSeq()).isEqualTo(1);
  }

  @Test
  void otherBytesUnderAnAcceptedSeqAreAConflict() {
    WriterScript writer = WriterScript.buffering().accept(2, "b");

    assertThat(writer.write(2, "x").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.ack(2, "x").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.write(3, "c", "x").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.committed().write(1, "x").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.ack(1, "x").session.rejected()).isEqualTo(SEQ_CONFLICT);
  }

  @Test
  void anAckOfWhatIsNotStagedAsksForTheWriteAgain() {
    assertThat(WriterScript.buffering().ack(2, "b").session.rejected()).isEqualTo(NOT_STAGED);
  }

  @Test
  void sixtyFourBatchesAreAcceptedAndTheNextOneHasToWait() {
    WriterScript writer = WriterScript.buffering();
    for (int seq = 2; seq <= Buffer.MAX_BATCHES; seq++) {
      assertThat(writer.accept(seq, "batch " + seq).acked().already()).isFalse();
    }

    assertThat(writer.accept(65, "batch 65").session.rejected()).isEqualTo(BACKPRESSURE);
    assertThat(writer.committed().ack(65, "batch 65").acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void eightMebibytesAreAcceptedAndTheNextBatchHasToWait() {
    WriterScript writer = WriterScript.buffering().committed();
    int half = (int) Buffer.MAX_BYTES / 2 - 1_000;
    acceptLarge(writer, 2, half);
    acceptLarge(writer, 3, half);
    assertThat(writer.acked().already()).isFalse();

    assertThat(acceptLarge(writer, 4, 10_000).session.rejected()).isEqualTo(BACKPRESSURE);
    assertThat(acceptLarge(writer.committed(), 4, 10_000).acked().already()).isFalse();
  }

  // Waiting for the commit.

  @Test
  void anAckMayWaitForTheCommit() {
    WriterScript writer = WriterScript.buffering().write(2, "b").ackAndWait(2, "b", A_WHILE);
    long waiting = writer.session.lastCall();

    assertThat(writer.session.effect(Effect.WaitAtMost.class))
        .isEqualTo(new Effect.WaitAtMost(waiting, A_WHILE));
    assertThat(writer.committed().session.hasAnswered(waiting)).isFalse();
    assertThat(writer.committed().session.reply(waiting)).isEqualTo(new Reply.Acked(false, 2));
  }

  @Test
  void anAckThatHasWaitedLongEnoughIsToldHowFarKafkaIs() {
    WriterScript writer = WriterScript.buffering().write(2, "b").ackAndWait(2, "b", A_WHILE);
    long waiting = writer.session.lastCall();
    writer.committed();

    writer.give(new WaitOver(waiting));

    assertThat(writer.session.reply(waiting)).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.committed().session.answers()).isZero();
  }

  @Test
  void aLaterAckThatWaitsTakesThePlaceOfTheOneBefore() {
    WriterScript writer = WriterScript.buffering().ackAndWait(1, "a", A_WHILE);
    long first = writer.session.lastCall();
    writer.ackAndWait(1, "a", A_WHILE);

    assertThat(writer.session.rejected(first)).isEqualTo(REPLACED_BY_RETRY);
    writer.give(new WaitOver(first));
    assertThat(writer.committed().acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void whoWaitsIsAnsweredAlsoWhenAnotherCallMakesTheOwnerLookAgain() {
    WriterScript writer = WriterScript.buffering().ackAndWait(1, "a", A_WHILE);
    long waiting = writer.session.lastCall();

    assertThat(writer.ack(5, "e").acquires()).isTrue();

    assertThat(writer.session.rejected(waiting)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(writer.acquired(2, 1).session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
  }

  // What goes wrong.

  @Test
  void whatIsNotPublishedIsTriedAgainLater() {
    WriterScript writer = WriterScript.buffering().notPublished(true);

    assertThat(writer.session.effects())
        .containsExactly(new Effect.PublishLater(WriterBuffer.PAUSE));
    assertThat(writer.accept(2, "b").acked()).isEqualTo(new Reply.Acked(false, 0));
    assertThat(writer.publishAgain().publish().seq()).isEqualTo(1);
    assertThat(writer.publishAgain().publishes()).isFalse();
    assertThat(writer.committed().publish().seq()).isEqualTo(2);
  }

  @Test
  void anUnknownOutcomeKeepsTheBufferAndTheOwnerLooksByItself() {
    WriterScript writer = WriterScript.buffering().accept(2, "b").ackAndWait(2, "b", A_WHILE);
    long waiting = writer.session.lastCall();
    writer.unknown();

    assertThat(writer.session.rejected(waiting)).isEqualTo(OWNER_CHANGED);
    assertThat(writer.session.effects())
        .containsExactly(new Effect.PublishLater(WriterBuffer.PAUSE));
    assertThat(writer.publishAgain().acquires()).isTrue();
    assertThat(writer.acquired(2, 1).publish().seq()).isEqualTo(2);
    assertThat(writer.publish().epoch()).isEqualTo(2);
  }

  @Test
  void aRegisterThatDoesNotAnswerIsAskedAgainLater() {
    WriterScript writer = WriterScript.buffering().unknown().publishAgain();

    writer.acquireFailed(STORE_UNAVAILABLE);

    assertThat(writer.session.effects())
        .containsExactly(new Effect.PublishLater(WriterBuffer.PAUSE));
    assertThat(writer.publishAgain().acquired(2, 0).publish().seq()).isEqualTo(1);
  }

  @Test
  void theOwnBufferIsDroppedIfSomebodyElseWasTheOwnerInBetween() {
    WriterScript writer = WriterScript.buffering().accept(2, "b").unknown().publishAgain();

    writer.acquired(3, 0);

    assertThat(writer.publishes()).isFalse();
    assertThat(writer.ack(2, "b").acquires()).isTrue();
    writer.acquired(4, 0);
    assertThat(writer.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
  }

  @Test
  void aRefusalDropsWhatIsBehindItAndIsToldUntilTheSeqIsWrittenAgain() {
    WriterScript writer = WriterScript.buffering().committed().accept(2, "b").accept(3, "c");
    writer.refused(Refusal.TOO_LARGE);

    assertThat(writer.publishes()).isFalse();
    for (long seq = 2; seq <= 4; seq++) {
      assertThat(writer.ack(seq, "c").session.rejected()).isEqualTo(REFUSED_BY_KAFKA);
      assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(2);
    }
    assertThat(writer.write(4, "d", "c").session.rejected()).isEqualTo(REFUSED_BY_KAFKA);
    assertThat(writer.ack(1, "a").acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.ack(3, "c").session.rejected()).isEqualTo(REFUSED_BY_KAFKA);

    assertThat(writer.accept(2, "smaller").acked()).isEqualTo(new Reply.Acked(false, 1));
    assertThat(writer.publish().batch()).isEqualTo(Fixtures.batch("smaller"));
    assertThat(writer.ack(3, "c").session.rejected()).isEqualTo(NOT_STAGED);
  }

  @Test
  void whoWaitsForARefusedBatchOrOneBehindItIsTold() {
    WriterScript writer = WriterScript.buffering().write(2, "b").ackAndWait(2, "b", A_WHILE);

    assertThat(writer.refused(Refusal.TOO_LARGE).session.rejected()).isEqualTo(REFUSED_BY_KAFKA);
  }

  // What an owner before has left.

  @Test
  void whatWasLeftIsPublishedFirstAndThenItsManifestIsTakenOut() {
    WriterScript writer = WriterScript.bufferedUnowned().resume().acquiredLeft(5, 3, 4, "d", "e");

    assertThat(writer.publish().seq()).isEqualTo(4);
    assertThat(clearsNothing(writer)).isTrue();
    assertThat(writer.accept(6, "f").acked()).isEqualTo(new Reply.Acked(false, 3));
    assertThat(clearsNothing(writer.committed())).isTrue();
    assertThat(writer.publish().seq()).isEqualTo(5);
    assertThat(clears(writer.committed()))
        .isEqualTo(
            new Effect.ClearSpill(
                Fixtures.LANE, 5, new Published(5, Optional.of(Fixtures.digest("e")))));
    assertThat(writer.publish().seq()).isEqualTo(6);
    assertThat(clearsNothing(writer.committed())).isTrue();
  }

  @Test
  void ofWhatWasLeftOnlyWhatIsNotPublishedIsPublished() {
    WriterScript writer = WriterScript.bufferedUnowned().resume().acquiredLeft(5, 4, 4, "d", "e");

    assertThat(writer.publish().seq()).isEqualTo(5);
    assertThat(clears(writer.committed()).published().seq()).isEqualTo(5);
  }

  @Test
  void whatWasLeftAndIsPublishedAlreadyIsOnlyForgotten() {
    WriterScript writer = WriterScript.bufferedUnowned().resume().acquiredLeft(5, 5, 4, "d", "e");

    assertThat(clears(writer))
        .isEqualTo(new Effect.ClearSpill(Fixtures.LANE, 5, new Published(5, Optional.empty())));
    assertThat(writer.publishes()).isFalse();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aGapInWhatWasLeftIsNeverPublished() {
    WriterScript writer = WriterScript.bufferedUnowned().resume().acquiredLeft(5, 2, 4, "d", "e");

    assertThat(writer.publishes()).isFalse();
    assertThat(clears(writer).published().seq()).isEqualTo(2);
    assertThat(writer.accept(3, "c").publish().seq()).isEqualTo(3);
  }

  @Test
  void whatWasLeftGoesBeforeWhatThisOwnerHadAcceptedItself() {
    WriterScript writer = WriterScript.buffering().unknown().publishAgain();

    writer.acquiredLeft(2, 0, 1, "x");

    assertThat(writer.publish().batch()).isEqualTo(Fixtures.batch("x"));
    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(SEQ_CONFLICT);
  }

  @Test
  void theBatchOfAnAckThatWasLeftIsDone() {
    WriterScript writer =
        WriterScript.bufferedUnowned().ack(5, "e").acquiredLeft(5, 3, 4, "d", "e");

    assertThat(writer.acked()).isEqualTo(new Reply.Acked(true, 3));
  }

  @Test
  void aRefusalOfWhatWasLeftTakesTheManifestOut() {
    WriterScript writer = WriterScript.bufferedUnowned().resume().acquiredLeft(5, 3, 4, "d", "e");

    assertThat(clears(writer.refused(Refusal.TOO_LARGE)).published().seq()).isEqualTo(3);
    assertThat(writer.ack(5, "e").session.rejected()).isEqualTo(REFUSED_BY_KAFKA);
  }

  @Test
  void anOwnerWithNothingToPublishTakesAnOldManifestOutWhenItIsRemindedOfIt() {
    assertThat(clears(WriterScript.buffering().committed().resume()).published().seq())
        .isEqualTo(1);
  }

  // Who has to wait until it is empty.

  @Test
  void takeOverDisposalAndARepeatedAllocateWaitUntilAllIsPublished() {
    WriterScript writer = WriterScript.buffering();

    assertThat(writer.describe(true).session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.dispose().session.rejected()).isEqualTo(UNAVAILABLE);
    writer.give(new Allocate(writer.session.nextCall(), Fixtures.bufferedWriter()));
    assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);

    assertThat(writer.committed().describe(true).acquired(2, 1).view().ackedSeq()).isEqualTo(1);
    assertThat(writer.as(1).dispose().session.reply()).isEqualTo(new Reply.DisposeDone(false));
  }

  @Test
  void aTakeOverIsNotToldWhereToGoOnBeforeWhatWasLeftIsPublished() {
    WriterScript writer = WriterScript.bufferedUnowned().describe(true).acquiredLeft(5, 0, 1, "a");

    assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.publish().seq()).isEqualTo(1);
    assertThat(writer.committed().describe(true).acquired(6, 1).view().ackedSeq()).isEqualTo(1);
  }

  @Test
  void aDisposalLooksFirstWhetherAnythingWasLeft() {
    WriterScript writer = WriterScript.bufferedUnowned().dispose();
    assertThat(writer.acquires()).isTrue();

    assertThat(writer.acquiredLeft(5, 0, 1, "a").session.rejected()).isEqualTo(UNAVAILABLE);

    assertThat(writer.committed().dispose().session.reply())
        .isEqualTo(new Reply.DisposeDone(false));
  }

  @Test
  void aSessionDoesNotExpireBeforeAllIsPublished() {
    WriterScript writer = WriterScript.buffering();
    writer.session.at(Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT));

    assertThat(writer.session.state().isBusy()).isTrue();
    assertThat(writer.give(new Expire(Fixtures.NOW)).session.events()).isEmpty();
    writer.unknown();
    assertThat(writer.session.state().isBusy()).isTrue();
    assertThat(writer.give(new Expire(Fixtures.NOW)).session.events()).isEmpty();

    writer.publishAgain().acquired(2, 1);
    assertThat(writer.session.state().isBusy()).isFalse();
    assertThat(writer.give(new Expire(Fixtures.NOW)).session.phase()).isEqualTo(Phase.ENDED);
  }

  // Leaving.

  @Test
  void anOwnerAtRestLeavesExactlyWhatIsNotPublished() {
    WriterScript writer = WriterScript.buffering().accept(2, "b").accept(3, "c").write(4, "d");
    writer.committed().ackAndWait(3, "c", A_WHILE).rest();

    Effect.SignOff signOff = writer.session.effect(Effect.SignOff.class);
    assertThat(signOff.published().seq()).isEqualTo(1);
    assertThat(seqsOf(signOff.accepted())).containsExactly(2L, 3L);
    assertThat(signOff.accepted().get(0).batch()).isEqualTo(Fixtures.batch("b"));
    assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.signedOff(Optional.empty()).session.effects())
        .containsExactly(new Effect.Stop());
  }

  @Test
  void anOwnerThatLostItsLaneLeavesWhatItHadAccepted() {
    WriterScript writer = WriterScript.buffering().accept(2, "b").unknown().rest();

    Effect.SignOff signOff = writer.session.effect(Effect.SignOff.class);
    assertThat(signOff.epoch()).isEqualTo(1);
    assertThat(signOff.published()).isEqualTo(Published.NOTHING);
    assertThat(seqsOf(signOff.accepted())).containsExactly(1L, 2L);
    assertThat(writer.signedOff(Optional.empty()).session.effects())
        .containsExactly(new Effect.Stop());
  }

  @Test
  void anOwnerAtRestWhileItLooksLeavesWhatItHadAccepted() {
    WriterScript writer = WriterScript.buffering().unknown().publishAgain().rest();

    assertThat(seqsOf(writer.session.effect(Effect.SignOff.class).accepted())).containsExactly(1L);
  }
}
