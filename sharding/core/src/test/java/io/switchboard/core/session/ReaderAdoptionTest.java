package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.TOKEN_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.ReadToken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two owners, one journal that shows only a part: the client's token is the proof of what it has.
 * The batch that was acknowledged first is the batch.
 */
class ReaderAdoptionTest {

  /** Owner of epoch 3; the journal says: batch 1 acknowledged up to offset 3, nothing open. */
  private static ReaderScript ownerThree() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    reader.ack(reader.token());
    return ReaderScript.replaying(reader.session.journal());
  }

  @Test
  void aMatchingTokenOfAnEarlierOwnerIsTheSameBatch() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken one = reader.token();

    reader.crash().ack(one).claimed(2);

    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 1));
    assertThat(reader.session.events())
        .containsExactly(new SessionEvent.Adopted(2, 1, Fixtures.positions(3)));
  }

  @Test
  void aTokenAheadOfTheJournalIsAdoptedByAnAck() {
    ReaderScript reader = ownerThree();

    reader.ack(ReaderScript.token(2, 2, 3, 7)).claimed(3);

    assertThat(reader.session.events())
        .containsExactly(new SessionEvent.Adopted(3, 2, Fixtures.positions(7)));
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 2));
    assertThat(reader.read(3).session.effect(Effect.FetchNext.class).from())
        .isEqualTo(Fixtures.positions(7));
  }

  @Test
  void aTokenAheadOfTheJournalIsAdoptedByARead() {
    ReaderScript reader = ownerThree();

    reader.read(4, ReaderScript.token(3, 2, 5, 9)).claimed(3);

    assertThat(reader.session.events())
        .containsExactly(new SessionEvent.Adopted(3, 3, Fixtures.positions(9)));
    reader.fetched(9, 11);
    assertThat(reader.token()).isEqualTo(ReaderScript.token(4, 3, 9, 11));
  }

  @Test
  void ofTwoVersionsOfAnUnacknowledgedBatchTheAcknowledgedTokensOneWins() {
    ReaderScript reader = ownerThree().read(2).claimed(3).fetched(3, 5);
    ReadToken own = reader.token();
    ReadToken ofTheOwnerBefore = ReaderScript.token(2, 2, 3, 8);

    reader.ack(ofTheOwnerBefore);
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 2));
    assertThat(reader.durable().positions()).isEqualTo(Fixtures.positions(8));

    reader.ack(own);
    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(reader.session.reply(Reply.Rejected.class).expectedSeq()).hasValue(3);
  }

  @Test
  void afterAnOwnAckNoOtherVersionOfThatBatchMovesTheReader() {
    ReaderScript reader = ownerThree().read(2).claimed(3).fetched(3, 5);
    reader.ack(reader.token());

    reader.ack(ReaderScript.token(2, 2, 3, 9));
    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    reader.read(3, ReaderScript.token(2, 2, 3, 9));
    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);

    assertThat(reader.durable().positions()).isEqualTo(Fixtures.positions(5));
  }

  @Test
  void whatTheJournalSaysToBeAcknowledgedStaysForTheNextOwner() {
    ReaderScript reader = ownerThree();

    reader.ack(ReaderScript.token(1, 2, 0, 9)).claimed(3);

    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(reader.durable().positions()).isEqualTo(Fixtures.positions(3));
  }

  @Test
  void anOwnerThatHasAcceptedAcksFollowsItsClientThatWasServedByAnotherInBetween() {
    ReaderScript reader = ownerThree().read(2).claimed(3).fetched(3, 5);
    reader.ack(reader.token()).read(3).fetched(5, 6);

    reader.ack(ReaderScript.token(3, 2, 5, 9));
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 3));
    reader.read(6, ReaderScript.token(5, 2, 11, 12));

    assertThat(reader.session.effect(Effect.FetchNext.class).from())
        .isEqualTo(Fixtures.positions(12));
  }

  @Test
  void whatAReplacedOwnerWroteAfterTheReplayDoesNotMixIn() {
    ReaderScript before = ReaderScript.withBatchOneDelivered();
    ReadToken one = before.token();
    ReaderScript owner = ReaderScript.replaying(before.session.journal()).ack(one).claimed(3);
    List<SessionEvent> journal = new ArrayList<>(before.session.journal());
    journal.add(new SessionEvent.Adopted(2, 0, Fixtures.positions(0)));
    journal.addAll(owner.session.events());

    Durable.Reader next = (Durable.Reader) Harness.fold(journal);

    assertThat(next.ackedSeq()).isEqualTo(1);
    assertThat(next.positions()).isEqualTo(Fixtures.positions(3));
  }

  @Test
  void anAdoptionUnderAReadThatCarriesAnotherVersionTellsThatReadSo() {
    ReaderScript reader = ownerThree().read(2).claimed(3).fetched(3, 5);
    reader.read(3, reader.token());
    long waiting = reader.session.lastCall();

    reader.ack(ReaderScript.token(2, 2, 3, 8));

    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 2));
    assertThat(reader.session.rejected(waiting)).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(reader.session.effect(Effect.CancelFetch.class).fetch()).isEqualTo(waiting);
    reader.fetched(5, 6);
    assertThat(reader.session.phase()).as("its fetch comes too late").isEqualTo(Phase.READER_IDLE);
  }

  @Test
  void aTokenThatWouldMoveOnePartitionBackIsSuperseded() {
    ReaderScript reader = ReaderScript.allocatedAt(0, 0).read(1).claimed(1);
    reader.fetched(
        List.of(new Range(0, 0, 2, 2), new Range(1, 0, 2, 2)),
        Fixtures.concat(Fixtures.events(0, 0, 2), Fixtures.events(1, 0, 2)));
    reader.ack(reader.token()).crash();
    Positions oneBack = Fixtures.positions(9, 1);

    reader.ack(ReaderScript.token(2, 1, Fixtures.positions(0, 0), oneBack)).claimed(2);

    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
    assertThat(reader.durable().positions()).isEqualTo(Fixtures.positions(2, 2));
  }

  @Test
  void aTokenOverOtherPartitionsIsSuperseded() {
    ReaderScript reader = ownerThree();
    Positions twoPartitions = Fixtures.positions(9, 9);

    reader.ack(ReaderScript.token(2, 2, twoPartitions, twoPartitions)).claimed(3);

    assertThat(reader.session.rejected()).isEqualTo(TOKEN_SUPERSEDED);
  }

  @Test
  void anOwnerThatIsBehindTheTokenStopsRatherThanGoBack() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();

    reader.read(3, ReaderScript.token(2, 2, 3, 7));

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects())
        .containsExactly(new Effect.CloseSource(), new Effect.Stop());
    assertThat(reader.session.events()).isEmpty();
  }

  @Test
  void anOwnerThatIsBehindSendsItsWaitingReadOnToo() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);
    long waiting = reader.session.lastCall();

    reader.ack(ReaderScript.token(1, 2, 0, 7));

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.rejected(waiting)).isEqualTo(UNAVAILABLE);
  }

  @Test
  void anEarlierOwnerDoesNotJudgeALaterOnesTokenEvenIfItsSeqIsOld() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    reader.ack(reader.token()).read(2).fetched(3, 5);
    reader.ack(reader.token());

    assertThat(reader.ack(ReaderScript.token(1, 2, 0, 3)).session.rejected())
        .isEqualTo(SERVER_BEHIND);
  }

  @Test
  void anOwnTokenThatTheJournalLostIsBehindToo() {
    ReaderScript reader = ownerThree().read(2).claimed(3).fetched(3, 5);

    reader.read(5, ReaderScript.token(4, 3, 9, 11));

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
  }
}
