package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.BACKPRESSURE;
import static io.switchboard.core.session.RejectCode.INVALID_ARGUMENT;
import static io.switchboard.core.session.RejectCode.KEY_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.NOT_READY;
import static io.switchboard.core.session.RejectCode.NOT_STAGED;
import static io.switchboard.core.session.RejectCode.REFUSED_BY_KAFKA;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SEQ_CONFLICT;
import static io.switchboard.core.session.RejectCode.SEQ_OUT_OF_ORDER;
import static io.switchboard.core.session.RejectCode.TOKEN_FOREIGN;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.WRONG_ROLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.StageToken;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Refusal;
import io.switchboard.core.session.SessionCommand.LaneAnswered;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a writing client may rely on while one owner has the right to publish: P3, P4, P9. */
class WriterPublishingTest {

  @Test
  void aWriteStagesAndOnlyItsAckPublishes() {
    WriterScript writer = WriterScript.owned().write(1, "a");

    assertThat(writer.staged().token()).isEqualTo(writer.token(1, "a"));
    assertThat(writer.staged().committedSeq()).isZero();
    assertThat(writer.session.effects()).isEmpty();

    writer.ack(1, "a");
    assertThat(writer.publish())
        .isEqualTo(new Effect.Publish(Fixtures.LANE, 1, 1, Fixtures.TOPIC, Fixtures.batch("a")));
    assertThat(writer.session.waiting()).containsExactly(writer.session.lastCall());
    writer.committed();
    assertThat(writer.acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void aWriteMayCarryTheAckOfTheBatchBefore() {
    WriterScript writer = WriterScript.owned().write(1, "a").write(2, "b", "a");

    assertThat(writer.publish().seq()).isEqualTo(1);
    writer.committed();

    assertThat(writer.staged().token()).isEqualTo(writer.token(2, "b"));
    assertThat(writer.staged().committedSeq()).isEqualTo(1);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_STAGED);
  }

  @Test
  void repeatedWritesAndAcksOfAPublishedBatchAreAnsweredAsDone() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a").committed();

    assertThat(writer.write(1, "a").staged().committedSeq()).isEqualTo(1);
    assertThat(writer.ack(1, "a").acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.session.effects()).isEmpty();
  }

  @Test
  void aRepeatedWriteThatCarriesAnAckIsAnsweredAsDone() {
    WriterScript writer = WriterScript.owned().write(1, "a").write(2, "b", "a").committed();

    assertThat(writer.write(2, "b", "a").staged().token()).isEqualTo(writer.token(2, "b"));
    writer.ack(2, "b").committed();
    assertThat(writer.write(2, "b", "a").staged().committedSeq()).isEqualTo(2);
    writer.write(3, "c").ack(3, "c").committed();
    assertThat(writer.write(2, "b", "a").staged().committedSeq()).isEqualTo(3);
    assertThat(writer.ack(1, "a").acked()).isEqualTo(new Reply.Acked(true, 3));
  }

  @Test
  void aStageMayBeReplacedAndItsOldTokenIsSuperseded() {
    WriterScript writer = WriterScript.owned().write(1, "a").write(1, "other");

    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(writer.ack(1, "other").publish().batch()).isEqualTo(Fixtures.batch("other"));
  }

  @Test
  void aTokenOverAnotherNumberOfEventsIsAnotherBatch() {
    WriterScript writer = WriterScript.owned().write(1, "a");
    StageToken two = new StageToken(Fixtures.SESSION, 1, 1, 2, Fixtures.batch("a").digest());

    assertThat(writer.ack(1, two).session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
  }

  @Test
  void anAckOfWhatIsNotStagedAsksForTheWriteAgain() {
    WriterScript writer = WriterScript.owned().ack(1, "a");

    assertThat(writer.session.rejected()).isEqualTo(NOT_STAGED);
    assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
  }

  @Test
  void aBatchIsFrozenWhileItIsBeingPublished() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");

    assertThat(writer.write(1, "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.ack(1, "other").session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(writer.write(1, "a").staged().committedSeq()).isZero();
    assertThat(writer.committed().session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void otherBytesUnderAPublishedSeqAreAConflict() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a").committed();

    assertThat(writer.write(1, "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.ack(1, "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.write(2, "b", "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.publishes()).isFalse();
  }

  @Test
  void aRetriedAckTakesThePlaceOfTheOneThatWaits() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");
    long first = writer.session.lastCall();

    writer.ack(1, "a");

    assertThat(writer.session.rejected(first)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(writer.publishes()).isFalse();
    assertThat(writer.committed().acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void theNextWriteMayWaitForTheBatchInTheLane() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");
    long ack = writer.session.lastCall();

    writer.write(2, "b", "a");

    assertThat(writer.session.rejected(ack)).isEqualTo(REPLACED_BY_RETRY);
    assertThat(writer.committed().staged().token()).isEqualTo(writer.token(2, "b"));
  }

  @Test
  void aWriteOutOfOrderIsToldWhichSeqIsNext() {
    WriterScript writer = WriterScript.owned().write(3, "c").acquired(2, 0);

    assertThat(writer.session.rejected()).isEqualTo(SEQ_OUT_OF_ORDER);
    assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
  }

  @Test
  void aWriteBeyondTheBatchInTheLaneTriesAgain() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a").write(2, "b");

    assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
  }

  @Test
  void anAckBeyondTheBatchInTheLaneTriesAgain() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");

    assertThat(writer.ack(2, "b").session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.session.reply(Reply.Rejected.class).retryAfter()).isPresent();
  }

  @Test
  void aLateRepeatOfAnEarlierCallDoesNotDisturbTheBatchInTheLane() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a").committed();
    writer.write(2, "b").ack(2, "b");

    assertThat(writer.write(1, "a").staged().committedSeq()).isEqualTo(1);
    assertThat(writer.ack(1, "a").acked()).isEqualTo(new Reply.Acked(true, 1));
    assertThat(writer.write(1, "other").session.rejected()).isEqualTo(SEQ_CONFLICT);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_COMMITTING);
  }

  @Test
  void aBatchThatWasNotPublishedStaysStaged() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a").notPublished(false);
    assertThat(writer.session.rejected()).isEqualTo(NOT_READY);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_STAGED);

    writer.ack(1, "a").notPublished(true);
    assertThat(writer.session.rejected()).isEqualTo(BACKPRESSURE);

    assertThat(writer.ack(1, "a").committed().acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void aRefusedBatchIsGoneAndItsSeqMayBeWrittenAnew() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");

    writer.refused(Refusal.TOO_LARGE);
    assertThat(writer.session.rejected()).isEqualTo(REFUSED_BY_KAFKA);
    assertThat(writer.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(1);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);

    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(NOT_STAGED);
    writer.write(1, "smaller").ack(1, "smaller").committed();
    assertThat(writer.acked()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void aMissingKeyIsToldApartFromWhatKafkaRefuses() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");

    assertThat(writer.refused(Refusal.KEY_UNAVAILABLE).session.rejected())
        .isEqualTo(KEY_UNAVAILABLE);
  }

  @Test
  void anAnswerOfAnotherEpochOrBatchChangesNothing() {
    WriterScript writer = WriterScript.owned().write(1, "a").ack(1, "a");

    writer.give(new LaneAnswered(7, 1, new Outcome.Committed()));
    writer.give(new LaneAnswered(1, 7, new Outcome.Committed()));

    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_COMMITTING);
    assertThat(writer.committed().acked().committedSeq()).isEqualTo(1);
    assertThat(writer.committed().session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void theJournalFollowsNowAndThenOnly() {
    WriterScript writer = WriterScript.allocated().describe(true).as(1);
    writer.acquired(1, LaneAnswers.PROGRESS_EVERY - 2);
    long seq = LaneAnswers.PROGRESS_EVERY - 1;

    writer.write(seq, "a").ack(seq, "a").committed();
    assertThat(writer.session.events()).isEmpty();

    writer.write(seq + 1, "b").ack(seq + 1, "b").committed();
    assertThat(writer.session.events())
        .containsExactly(new SessionEvent.Progressed(1, LaneAnswers.PROGRESS_EVERY));
  }

  @Test
  void aTokenOfAnotherSessionIsForeignAndOfAnotherBatchAMistake() {
    WriterScript writer = WriterScript.owned().write(1, "a");
    StageToken foreign = new StageToken(Fixtures.OTHER_SESSION, 1, 1, 1, Fixtures.digest("a"));

    assertThat(writer.ack(1, foreign).session.rejected()).isEqualTo(TOKEN_FOREIGN);
    assertThat(writer.ack(2, writer.token(1, "a")).session.rejected()).isEqualTo(INVALID_ARGUMENT);
    assertThat(writer.write(0, "a").session.rejected()).isEqualTo(INVALID_ARGUMENT);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_STAGED);
  }

  @Test
  void aReadFromAWriterIsToldSo() {
    ReaderScript read = ReaderScript.replaying(WriterScript.allocated().session.journal());

    assertThat(read.read(1).session.rejected()).isEqualTo(WRONG_ROLE);
    assertThat(read.ack(ReaderScript.token(1, 1, 0, 1)).session.rejected()).isEqualTo(WRONG_ROLE);
  }

  @Test
  void aBatchHasAtLeastOneEvent() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new EventBatch(List.of(), 0, Fixtures.digest("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
