package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;
import static io.switchboard.core.session.RejectCode.NOT_READY;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.SEQ_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.TOKEN_FOREIGN;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.WRONG_ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionCommand.Slacken;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reading client may rely on: P3 and P9 for reads and their acks. */
class ReaderReadingTest {

  @Test
  void aBatchIsJournaledBeforeItIsDelivered() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    assertThat(reader.session.events())
        .as("the first fact of an epoch says where its owner stands")
        .containsExactly(
            new SessionEvent.Adopted(1, 0, Fixtures.positions(0)),
            new SessionEvent.Delivered(1, 1, List.of(new Range(0, 0, 3, 3))));
    assertThat(reader.offsets()).containsExactly(0L, 1L, 2L);
    assertThat(reader.token()).isEqualTo(ReaderScript.token(1, 1, 0, 3));
  }

  @Test
  void aRepeatedReadGivesTheSameBatchFromMemory() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    Reply.Batch first = reader.batch();

    reader.read(1);

    assertThat(reader.batch()).isEqualTo(first);
    assertThat(reader.session.effects()).isEmpty();
    assertThat(reader.session.events()).isEmpty();
  }

  @Test
  void aRepeatedReadGivesTheSameBatchAfterTheOwnerCrashed() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    Reply.Batch first = reader.batch();

    reader.crash().read(1).claimed(2);
    assertThat(reader.session.effect(Effect.FetchAgain.class).ranges())
        .containsExactly(new Range(0, 0, 3, 3));
    reader.fetched(0, 3);

    assertThat(reader.batch().events()).hasSameSizeAs(first.events());
    assertThat(reader.offsets()).containsExactly(0L, 1L, 2L);
    assertThat(reader.token().start()).isEqualTo(first.token().start());
    assertThat(reader.token().end()).isEqualTo(first.token().end());
  }

  @Test
  void aRepeatedReadGivesTheSameBatchAfterItsEventsWereForgotten() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.give(new Slacken()).read(1);

    assertThat(reader.session.effect(Effect.FetchAgain.class).ranges())
        .containsExactly(new Range(0, 0, 3, 3));
  }

  @Test
  void whatRetentionTookFromARepeatedBatchIsSaid() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered().crash().read(1).claimed(2);

    reader.fetched(List.of(new Range(0, 0, 3, 3)), Fixtures.events(0, 2, 3));

    assertThat(reader.offsets()).containsExactly(2L);
    assertThat(reader.batch().missing()).isEqualTo(2);
    assertThat(reader.token().end()).isEqualTo(Fixtures.positions(3));
  }

  @Test
  void aRepeatIsTheSameAlsoWhenItAsksForLess() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.give(
        new SessionCommand.Read(
            reader.session.nextCall(), 0, 1, java.util.Optional.empty(), 1, 1, ReaderScript.WAIT));

    assertThat(reader.offsets()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aReadWithTheLastTokenAcknowledgesInTheSameJournalEntry() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.read(2, reader.token()).fetched(3, 5);

    assertThat(reader.session.events())
        .containsExactly(new SessionEvent.Delivered(1, 2, List.of(new Range(0, 3, 5, 2))));
    assertThat(reader.durable().ackedSeq()).isEqualTo(1);
    assertThat(reader.durable().positions()).isEqualTo(Fixtures.positions(3));
  }

  @Test
  void anEmptyWaitTellsACarriedAckOnlyAfterItIsJournaled() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.read(2, reader.token()).fetchedNothing();

    assertThat(reader.session.events()).containsExactly(new SessionEvent.Acked(1, 1));
    assertThat(reader.session.reply()).isEqualTo(new Reply.Nothing(1));
  }

  @Test
  void anEmptyWaitWithoutAckJournalsNothing() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1).fetchedNothing();

    assertThat(reader.session.events()).isEmpty();
    assertThat(reader.session.reply()).isEqualTo(new Reply.Nothing(0));
  }

  @Test
  void aBatchWithoutRangesIsNoBatch() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);

    reader.fetched(List.of(), List.of());

    assertThat(reader.session.reply()).isEqualTo(new Reply.Nothing(0));
    assertThat(reader.session.phase()).isEqualTo(Phase.READER_IDLE);
  }

  @Test
  void aFailedFetchIsNotReadyAndTheCarriedAckIsNotTaken() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.read(2, reader.token()).fetchFailed(Failure.UNAVAILABLE);

    assertThat(reader.session.rejected()).isEqualTo(NOT_READY);
    assertThat(reader.durable().ackedSeq()).isZero();
  }

  @Test
  void aRetryTakesThePlaceOfTheReadThatWaits() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);
    long first = reader.fetch();

    reader.read(1);

    assertThat(reader.session.rejected(first)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(reader.session.effect(Effect.CancelFetch.class).fetch()).isEqualTo(first);
    reader.give(
        new SessionCommand.BatchFetched(
            first, List.of(new Range(0, 0, 9, 9)), Fixtures.events(0, 0, 9)));
    assertThat(reader.session.phase()).isEqualTo(Phase.READER_FETCHING);
    assertThat(reader.fetched(0, 2).offsets()).containsExactly(0L, 1L);
  }

  @Test
  void aRetryTakesThePlaceOfTheCallThatWaitsForAnEpoch() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1);
    long first = reader.session.lastCall();

    reader.read(1);

    assertThat(reader.session.rejected(first)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(reader.session.effects()).isEmpty();
    assertThat(reader.claimed(1).fetched(0, 1).offsets()).containsExactly(0L);
  }

  @Test
  void aStaleReadIsToldWhichBatchIsNext() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    reader.ack(reader.token());

    reader.read(1);

    assertThat(reader.session.rejected()).isEqualTo(SEQ_SUPERSEDED);
    assertThat(reader.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(2);
  }

  @Test
  void aStaleReadBesideACarriedAckIsToldOnlyAfterTheAckIsJournaled() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();
    reader.read(2, one);
    long next = reader.session.lastCall();

    reader.read(1);

    assertThat(reader.session.rejected()).isEqualTo(SEQ_SUPERSEDED);
    assertThat(reader.session.events()).containsExactly(new SessionEvent.Acked(1, 1));
    reader.fetched(3, 4);
    assertThat(((Reply.Batch) reader.session.reply(next)).token().seq()).isEqualTo(2);
  }

  @Test
  void aReadBeyondTheNextBatchIsOutOfOrder() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.read(2);
    assertThat(reader.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(reader.session.reply(Reply.Rejected.class).reason()).contains("not acknowledged");

    reader.read(7);
    assertThat(reader.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(reader.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
  }

  @Test
  void anAckMovesThePositionAndARepeatedOneIsAnsweredAsDone() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();

    reader.ack(one);
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 1));
    reader.ack(one);
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(reader.session.events()).isEmpty();
    reader.crash().ack(one).claimed(2);
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(true, 1));
  }

  @Test
  void aLateAckOfABatchLongBehindIsAnsweredAsDone() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();
    reader.read(2, one).fetched(3, 5);
    reader.ack(reader.token()).ack(one);

    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(true, 2));
  }

  @Test
  void anAckByItselfLetsTheReadThatCarriesItGoOn() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();
    reader.read(2, one);
    long next = reader.session.lastCall();

    reader.ack(one);

    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 1));
    reader.fetched(3, 4);
    assertThat(reader.durable().ackedSeq()).isEqualTo(1);
    assertThat(((Reply.Batch) reader.session.reply(next)).token().seq()).isEqualTo(2);
  }

  @Test
  void anAckUnderARepeatedReadTellsThatReadThatItIsLate() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();
    reader.give(new Slacken()).read(1);
    long repeat = reader.session.lastCall();

    reader.ack(one);

    assertThat(reader.session.rejected(repeat)).isEqualTo(SEQ_SUPERSEDED);
    assertThat(reader.session.effect(Effect.CancelFetch.class).fetch()).isEqualTo(repeat);
  }

  @Test
  void aTokenOfAnotherSessionOrTopicIsForeign() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();
    ReadToken ofOtherSession =
        new ReadToken(Fixtures.OTHER_SESSION, 0, one.topicId(), 1, 1, one.start(), one.end());
    ReadToken ofOtherTopic =
        new ReadToken(one.session(), 0, "topic-2", 1, 1, one.start(), one.end());

    assertThat(reader.ack(ofOtherSession).session.rejected()).isEqualTo(TOKEN_FOREIGN);
    assertThat(reader.ack(ofOtherTopic).session.rejected()).isEqualTo(TOKEN_FOREIGN);
    assertThat(reader.read(2, ofOtherSession).session.rejected()).isEqualTo(TOKEN_FOREIGN);
    assertThat(reader.read(2, ofOtherTopic).session.rejected()).isEqualTo(TOKEN_FOREIGN);
    assertThat(reader.durable().ackedSeq()).isZero();
  }

  @Test
  void aTokenOfAnotherBatchThanTheCallNamesIsAMistake() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();

    assertThat(reader.ack(2, one).session.rejected()).isEqualTo(INVALID_ARGUMENT);
    assertThat(reader.read(3, one).session.rejected()).isEqualTo(INVALID_ARGUMENT);
  }

  @Test
  void anotherVersionOfTheBatchIsSuperseded() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.ack(ReaderScript.token(1, 1, 0, 2));

    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
  }

  @Test
  void aRegisterThatDoesNotAnswerIsSaid() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).give(new ClaimFailed("down"));

    assertThat(reader.session.rejected()).isEqualTo(STORE_UNAVAILABLE);
    assertThat(reader.session.reply(Reply.Rejected.class).retryAfter()).isPresent();
  }

  @Test
  void anEpochBelowTheJournalsIsNotUsed() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(5).fetched(0, 3).crash();

    reader.read(1).claimed(4);

    assertThat(reader.session.rejected()).isEqualTo(STORE_UNAVAILABLE);
    assertThat(reader.session.phase()).isEqualTo(Phase.READER_UNCLAIMED);
    assertThat(reader.claimed(4).session.phase()).isEqualTo(Phase.READER_UNCLAIMED);
  }

  @Test
  void aClaimThatNobodyWaitsForAnyMoreIsKept() {
    Rest rest = new Rest(Fixtures.NOW);
    ReaderScript idle = ReaderScript.allocatedAt(0).read(1).give(rest);
    idle.session.takenOverElsewhere();
    assertThat(idle.claimed(1).session.phase()).isEqualTo(Phase.READER_IDLE);
    assertThat(idle.durable().holder()).as("and what it told is known").isEqualTo(1);

    ReaderScript open = ReaderScript.withBatchOneDelivered().crash().read(1).give(rest);
    assertThat(open.claimed(2).session.phase()).isEqualTo(Phase.READER_DELIVERED);
  }

  @Test
  void aWriteToAReaderIsToldSo() {
    WriterScript write = WriterScript.replaying(ReaderScript.allocatedAt(0).session.journal());

    assertThat(write.write(1, "a").session.rejected()).isEqualTo(WRONG_ROLE);
    assertThat(write.ack(1, "a").session.rejected()).isEqualTo(WRONG_ROLE);
  }
}
