package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.TOPIC_GONE;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.ReadToken;
import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.ClaimFailed;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Rest;
import io.switchboard.core.session.SessionEvent.HolderRaised;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a reader changes hands and ends, from every phase. */
class ReaderEndingsTest {

  static Stream<Arguments> everyPhase() {
    ReaderScript carrying = ReaderScript.withBatchOneDelivered();
    carrying.read(2, carrying.token());
    ReaderScript idle = ReaderScript.withBatchOneDelivered();
    idle.ack(idle.token());
    return Stream.of(
        Arguments.of(ReaderScript.allocatedAt(0), Phase.READER_UNCLAIMED),
        Arguments.of(ReaderScript.allocatedAt(0).read(1), Phase.READER_CLAIMING),
        Arguments.of(idle, Phase.READER_IDLE),
        Arguments.of(ReaderScript.allocatedAt(0).read(1).claimed(1), Phase.READER_FETCHING),
        Arguments.of(carrying, Phase.READER_FETCHING),
        Arguments.of(
            ReaderScript.withBatchOneDelivered().crash().read(1).claimed(2), Phase.READER_FETCHING),
        Arguments.of(ReaderScript.withBatchOneDelivered(), Phase.READER_DELIVERED));
  }

  private static boolean waits(ReaderScript reader) {
    return !reader.session.waiting().isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDisposedInEveryPhase(ReaderScript reader, Phase phase) {
    assertThat(reader.session.phase()).isEqualTo(phase);
    boolean waits = waits(reader);
    long waiting = reader.session.lastCall();

    reader.give(new Dispose(reader.session.nextCall(), 0));

    assertThat(reader.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    assertThat(reader.session.state().durable()).isInstanceOf(Durable.Ended.class);
    assertThat(reader.session.effects()).contains(new Effect.CloseSource());
    if (waits) {
      assertThat(reader.session.rejected(waiting)).isEqualTo(SESSION_DISPOSED);
    }
    reader.give(new Dispose(reader.session.nextCall(), 0));
    assertThat(reader.session.reply()).isEqualTo(new Reply.DisposeDone(true));
    assertThat(reader.read(1).session.rejected()).isEqualTo(SESSION_DISPOSED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void anOperatorEndsItInEveryPhase(ReaderScript reader, Phase phase) {
    assertThat(reader.session.phase()).isEqualTo(phase);

    reader.give(Dispose.byOperator(reader.session.nextCall()));

    assertThat(reader.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    assertThat(((Durable.Ended) reader.session.state().durable()).reason())
        .isEqualTo(SessionEvent.Reason.OPERATOR);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void expiresInEveryPhaseInWhichNobodyWaits(ReaderScript reader, Phase phase) {
    boolean waits = waits(reader);

    reader.session.at(Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT));
    reader.give(new Expire(Fixtures.NOW));

    assertThat(reader.session.phase()).isEqualTo(waits ? phase : Phase.ENDED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void doesNotExpireEarlyWhoeverSaysSo(ReaderScript reader, Phase phase) {
    reader.session.at(Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT));

    reader.give(new Expire(Fixtures.NOW.plusSeconds(1)));

    assertThat(reader.session.phase()).isEqualTo(phase);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDescribedInEveryPhase(ReaderScript reader, Phase phase) {
    Durable.Reader durable = reader.durable();

    reader.describe(false);

    Reply.View view = reader.session.reply(Reply.View.class);
    boolean open = !durable.open().isEmpty();
    assertThat(view.phase()).isEqualTo(open ? Reply.Phase.DELIVERED : Reply.Phase.IDLE);
    assertThat(view.ackedSeq()).isEqualTo(durable.ackedSeq());
    assertThat(view.positions()).contains(durable.positions());
    assertThat(view.pendingSeq().isPresent()).isEqualTo(open);
    assertThat(reader.session.phase()).isEqualTo(phase);
    assertThat(reader.session.effects()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isTakenOverInEveryPhase(ReaderScript reader, Phase phase) {
    boolean waits = waits(reader);
    long waiting = reader.session.lastCall();

    reader.describe(true);

    if (phase == Phase.READER_CLAIMING) {
      assertThat(reader.session.rejected()).isEqualTo(UNAVAILABLE);
      reader.claimedNext().describe(true);
    }
    assertThat(reader.session.effects()).contains(new Effect.ClaimEpoch(0, true));
    assertThat(reader.session.events()).as("nobody is locked out yet").isEmpty();
    if (waits) {
      assertThat(reader.session.rejected(waiting)).isEqualTo(REPLACED_BY_RETRY);
    }

    Durable.Reader before = reader.durable();
    reader.claimedNext();

    assertThat(reader.session.reply(Reply.View.class).holder()).isEqualTo(1);
    assertThat(reader.session.events())
        .startsWith(
            new HolderRaised(before.epoch(), 1),
            new SessionEvent.Adopted(
                reader.durable().epoch(), before.ackedSeq(), before.positions()));
    assertThat(reader.durable().epoch()).isGreaterThan(before.epoch());
    assertThat(reader.durable().open()).as("nothing moves").isEqualTo(before.open());
    assertThat(reader.read(1).session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    reader.crash();
    assertThat(reader.read(1).session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    reader.give(new Dispose(reader.session.nextCall(), 0));
    assertThat(reader.session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void restsInEveryPhase(ReaderScript reader, Phase phase) {
    boolean waits = waits(reader);
    long waiting = reader.session.lastCall();

    reader.give(new Rest(Fixtures.NOW));

    assertThat(reader.session.effects()).contains(new Effect.CloseSource(), new Effect.Stop());
    assertThat(reader.session.events()).hasSize(1).first().isInstanceOf(SessionEvent.Rested.class);
    if (waits) {
      assertThat(reader.session.rejected(waiting)).isEqualTo(UNAVAILABLE);
    }
  }

  @Test
  void aTakeOverIsDecidedByTheRegister() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    reader.session.takenOverElsewhere();

    reader.describe(true).claimed(3);
    assertThat(reader.session.rejected()).as("what it knows may be old").isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects()).contains(new Effect.Stop());
    assertThat(reader.session.events()).containsExactly(new HolderRaised(1, 2));

    reader.crash().describe(true).claimed(4);
    assertThat(reader.session.reply(Reply.View.class).holder()).isEqualTo(3);
    assertThat(reader.as(1).read(1).session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    assertThat(reader.as(3).read(1).session.waiting()).hasSize(1);
  }

  @Test
  void anOwnerThatWasReplacedMeanwhileDoesNotTellWhereToGoOn() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered().describe(true).claimed(3);

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects()).contains(new Effect.Stop());
    assertThat(reader.session.events()).containsExactly(new HolderRaised(1, 1));
  }

  @Test
  void whatAnOwnerBeforeWritesAfterATakeOverDoesNotCount() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered().describe(true).claimed(2);
    Durable.Reader told = reader.durable();

    reader.session.journal().add(new SessionEvent.Acked(1, 1));

    assertThat(reader.crash().durable()).isEqualTo(told);
  }

  @Test
  void aTakeOverThatTheRegisterDoesNotAnswerLocksNobodyOut() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken token = reader.token();

    reader.describe(true).give(new ClaimFailed("down"));

    assertThat(reader.session.rejected()).isEqualTo(STORE_UNAVAILABLE);
    assertThat(reader.durable().holder()).isZero();
    assertThat(reader.session.phase()).isEqualTo(Phase.READER_DELIVERED);
    reader.ack(token);
    assertThat(reader.session.reply()).isEqualTo(new Reply.Acked(false, 1));
  }

  @Test
  void whoeverCallsWhileATakeOverIsDecidedTriesAgain() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered();
    ReadToken token = reader.token();
    long takeOver = reader.describe(true).session.lastCall();

    assertThat(reader.read(1).session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(reader.ack(token).session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(reader.describe(true).session.rejected()).isEqualTo(UNAVAILABLE);

    reader.claimed(2);
    assertThat(reader.session.reply(takeOver)).isInstanceOf(Reply.View.class);
  }

  @Test
  void aClientThatWasLockedOutElsewhereIsToldSoOnceTheRegisterHasTold() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered().crash().read(1);
    reader.session.takenOverElsewhere();

    reader.claimed(3);

    assertThat(reader.session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    assertThat(reader.session.events()).containsExactly(new HolderRaised(1, 1));
    assertThat(reader.session.effects())
        .as("nothing is fetched for it, and the journal is replayed")
        .containsExactly(new Effect.CloseSource(), new Effect.Stop());
    assertThat(reader.crash().read(1).session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void aClientAheadOfThisOwnerIsServedOnceTheRegisterHasToldAndTheJournalIsReplayed(
      ReaderScript reader, Phase phase) {
    boolean waits = waits(reader);
    long waiting = reader.session.lastCall();
    reader.session.takenOverElsewhere();

    reader.as(1).read(reader.durable().ackedSeq() + 1);
    assertThat(reader.claims())
        .as("unless that is under way")
        .isEqualTo(phase != Phase.READER_CLAIMING);
    if (waits) {
      assertThat(reader.session.rejected(waiting)).isEqualTo(REPLACED_BY_RETRY);
    }
    reader.claimed(8);
    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects()).contains(new Effect.Stop());
    assertThat(reader.session.events()).hasSize(1).first().isInstanceOf(HolderRaised.class);

    reader.crash().read(reader.durable().ackedSeq() + 1).claimed(9).fetched(7, 9);
    assertThat(reader.token().holder()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void aHolderThatNobodyEverGaveIsToldServerBehindAndNothingLoops(
      ReaderScript reader, Phase phase) {
    reader.as(1).read(1);
    assertThat(reader.session.waiting()).hasSize(1);

    reader.claimedNext();

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects()).as("neither asked again nor stopped").isEmpty();
    assertThat(reader.session.events()).isEmpty();
    assertThat(reader.session.phase()).isIn(Phase.READER_IDLE, Phase.READER_DELIVERED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDisposedByAHolderAheadOfThisOwnerOnceTheRegisterHasTold(ReaderScript reader, Phase phase) {
    reader.session.takenOverElsewhere();

    reader.as(1).dispose().claimed(9);
    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);

    reader.crash().dispose();
    assertThat(reader.session.reply()).isEqualTo(new Reply.DisposeDone(false));
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isNotDisposedByAHolderThatNobodyEverGave(ReaderScript reader, Phase phase) {
    reader.as(1).dispose().claimedNext();

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.phase()).isIn(Phase.READER_IDLE, Phase.READER_DELIVERED);
  }

  @Test
  void aTakeOverCancelsTheFetchOfTheClientBefore() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);
    long fetch = reader.fetch();

    assertThat(reader.describe(true).session.effect(Effect.CancelFetch.class).fetch())
        .isEqualTo(fetch);
  }

  @Test
  void aTakeOverWaitsUntilTheClaimUnderWayIsDone() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1);
    long read = reader.session.lastCall();

    assertThat(reader.describe(true).session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(reader.session.effects()).as("no fetch to cancel, one claim is enough").isEmpty();
    assertThat(reader.session.hasAnswered(read)).isFalse();
  }

  @Test
  void aTopicThatIsGoneEndsTheSession() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);

    reader.fetchFailed(Failure.TOPIC_GONE);

    assertThat(reader.session.rejected()).isEqualTo(TOPIC_GONE);
    assertThat(reader.read(1).session.rejected()).isEqualTo(TOPIC_GONE);
  }
}
