package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.TOPIC_GONE;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.port.TopicSource.Failure;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import io.switchboard.core.session.SessionCommand.Rest;
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

    assertThat(reader.session.reply(Reply.View.class).holder()).isEqualTo(1);
    assertThat(reader.session.events())
        .containsExactly(new SessionEvent.HolderRaised(reader.durable().epoch(), 1));
    if (waits) {
      assertThat(reader.session.rejected(waiting)).isEqualTo(HOLDER_SUPERSEDED);
    }
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
  void anOwnerThatHasNeverHeardOfTheHolderMakesWay() {
    ReaderScript reader = ReaderScript.withBatchOneDelivered().as(1).read(1);

    assertThat(reader.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(reader.session.effects()).contains(new Effect.Stop());
  }

  @Test
  void aTakeOverCancelsTheFetchOfTheClientBefore() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);
    long fetch = reader.fetch();

    assertThat(reader.describe(true).session.effect(Effect.CancelFetch.class).fetch())
        .isEqualTo(fetch);
  }

  @Test
  void aCallThatWaitsForItsEpochHasNoFetchToCancel() {
    assertThat(ReaderScript.allocatedAt(0).read(1).describe(true).session.effects()).isEmpty();
  }

  @Test
  void aTopicThatIsGoneEndsTheSession() {
    ReaderScript reader = ReaderScript.allocatedAt(0).read(1).claimed(1);

    reader.fetchFailed(Failure.TOPIC_GONE);

    assertThat(reader.session.rejected()).isEqualTo(TOPIC_GONE);
    assertThat(reader.read(1).session.rejected()).isEqualTo(TOPIC_GONE);
  }
}
