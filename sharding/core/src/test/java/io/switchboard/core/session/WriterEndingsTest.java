package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.HOLDER_SUPERSEDED;
import static io.switchboard.core.session.RejectCode.REPLACED_BY_RETRY;
import static io.switchboard.core.session.RejectCode.SERVER_BEHIND;
import static io.switchboard.core.session.RejectCode.SESSION_DISPOSED;
import static io.switchboard.core.session.RejectCode.SESSION_EXPIRED;
import static io.switchboard.core.session.RejectCode.STORE_UNAVAILABLE;
import static io.switchboard.core.session.RejectCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.session.SessionCommand.Allocate;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Expire;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a writer changes hands and ends, from every phase. */
class WriterEndingsTest {

  static Stream<Arguments> everyPhase() {
    return Stream.of(
        Arguments.of(WriterScript.allocated().write(1, "a"), Phase.WRITER_UNOWNED),
        Arguments.of(WriterScript.allocated().write(1, "a").ack(1, "a"), Phase.WRITER_ACQUIRING),
        Arguments.of(WriterScript.committing().committed(), Phase.WRITER_IDLE),
        Arguments.of(WriterScript.committing().committed().write(2, "b"), Phase.WRITER_STAGED),
        Arguments.of(WriterScript.committing(), Phase.WRITER_COMMITTING),
        Arguments.of(WriterScript.committing().rest(), Phase.WRITER_SIGNING_OFF));
  }

  private static boolean busy(Phase phase) {
    return phase == Phase.WRITER_COMMITTING || phase == Phase.WRITER_SIGNING_OFF;
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDisposedUnlessABatchIsBeingPublished(WriterScript writer, Phase phase) {
    assertThat(writer.session.phase()).isEqualTo(phase);
    boolean waits = !writer.session.waiting().isEmpty();
    long waiting = writer.session.lastCall();
    long known = ((WriterState) writer.session.state()).knownSeq();

    writer.give(new Dispose(writer.session.nextCall(), 0));

    if (busy(phase)) {
      assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
      assertThat(writer.session.phase()).isEqualTo(phase);
      return;
    }
    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    if (waits) {
      assertThat(writer.session.rejected(waiting)).isEqualTo(SESSION_DISPOSED);
    }
    assertThat(((Durable.Ended) writer.session.state().durable()).lastSeq()).isEqualTo(known);
    assertThat(writer.session.effects()).containsExactly(new Effect.NoteInDirectory(known, true));
    writer.crash();
    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(SESSION_DISPOSED);
    writer.give(new Dispose(writer.session.nextCall(), 0));
    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(true));
    writer.give(new Allocate(writer.session.nextCall(), Fixtures.writer()));
    assertThat(writer.session.rejected()).isEqualTo(SESSION_DISPOSED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void anOperatorEndsItWhoeverHoldsIt(WriterScript writer, Phase phase) {
    assertThat(writer.session.phase()).isEqualTo(phase);

    writer.give(Dispose.byOperator(writer.session.nextCall()));

    if (busy(phase)) {
      assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
      return;
    }
    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    assertThat(((Durable.Ended) writer.session.state().durable()).reason())
        .isEqualTo(SessionEvent.Reason.OPERATOR);
  }

  @Test
  void anOperatorEndsABufferedWriterOnceItIsKnownThatNothingWasLeft() {
    WriterScript writer = WriterScript.bufferedUnowned();
    writer.give(Dispose.byOperator(writer.session.nextCall()));
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_ACQUIRING);

    writer.acquired(1, 0);

    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    assertThat(((Durable.Ended) writer.session.state().durable()).reason())
        .isEqualTo(SessionEvent.Reason.OPERATOR);
  }

  @Test
  void anOperatorEndsItAlsoAfterATakeOver() {
    WriterScript writer = WriterScript.committing().committed().describe(true).acquired(2, 1);

    writer.give(new Dispose(writer.session.nextCall(), 0));
    assertThat(writer.session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    writer.give(Dispose.byOperator(writer.session.nextCall()));

    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(SESSION_DISPOSED);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void expiresUnlessACallWaitsOrABatchIsBeingPublished(WriterScript writer, Phase phase) {
    writer.session.at(Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT));

    writer.give(new Expire(Fixtures.NOW));

    if (busy(phase) || phase == Phase.WRITER_ACQUIRING) {
      assertThat(writer.session.phase()).isEqualTo(phase);
    } else {
      assertThat(writer.write(1, "a").session.rejected()).isEqualTo(SESSION_EXPIRED);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void doesNotExpireEarlyWhoeverSaysSo(WriterScript writer, Phase phase) {
    writer.session.at(Fixtures.NOW.plus(Fixtures.IDLE_TIMEOUT));

    writer.give(new Expire(Fixtures.NOW.plusSeconds(1)));

    assertThat(writer.session.phase()).isEqualTo(phase);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDescribedInEveryPhase(WriterScript writer, Phase phase) {
    WriterState state = (WriterState) writer.session.state();

    Reply.View view = writer.describe(false).view();

    assertThat(view.ackedSeq()).isEqualTo(state.knownSeq());
    assertThat(view.pendingSeq().isPresent()).isEqualTo(state.staged().isPresent());
    assertThat(view.phase())
        .isEqualTo(
            phase == Phase.WRITER_COMMITTING
                ? Reply.Phase.COMMITTING
                : state.staged().isPresent() ? Reply.Phase.STAGED : Reply.Phase.IDLE);
    assertThat(writer.session.phase()).isEqualTo(phase);
    assertThat(writer.session.effects()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isTakenOverAndTheNewClientIsToldForCertain(WriterScript writer, Phase phase) {
    boolean waits = !writer.session.waiting().isEmpty();
    long waiting = writer.session.lastCall();

    writer.describe(true);

    if (busy(phase)) {
      assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
      assertThat(writer.session.events()).as("nobody is locked out yet").isEmpty();
      return;
    }
    if (waits) {
      assertThat(writer.session.rejected(waiting)).isEqualTo(REPLACED_BY_RETRY);
    }
    assertThat(writer.session.waiting()).as("it waits for the truth").hasSize(1);
    assertThat(writer.session.events()).as("nobody is locked out yet").isEmpty();
    if (phase == Phase.WRITER_ACQUIRING) {
      assertThat(writer.acquires()).as("that is under way").isFalse();
      writer.acquired(4, 3);
    }
    assertThat(writer.session.effects())
        .as("none that began before the call will do")
        .containsExactly(new Effect.Acquire(0, true));
    writer.acquired(5, 4);
    assertThat(writer.session.events()).containsExactly(new SessionEvent.HolderRaised(0, 1));
    assertThat(writer.view().holder()).isEqualTo(1);
    assertThat(writer.view().ackedSeq()).isEqualTo(4);
    assertThat(writer.write(5, "e").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    assertThat(writer.ack(1, "a").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    writer.crash();
    assertThat(writer.write(5, "e").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
  }

  @Test
  void aTakeOverIsDecidedByTheRegister() {
    WriterScript writer = WriterScript.committing().committed();
    writer.session.takenOverElsewhere();

    writer.describe(true).acquired(7, 3);

    assertThat(writer.view().holder()).isEqualTo(2);
    assertThat(writer.session.events()).containsExactly(new SessionEvent.HolderRaised(0, 2));
    assertThat(writer.as(1).write(4, "d").session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    assertThat(writer.as(2).write(4, "d").staged().committedSeq()).isEqualTo(3);
  }

  @Test
  void aTakeOverThatTheRegisterDoesNotAnswerLocksNobodyOut() {
    WriterScript writer = WriterScript.committing().committed();

    writer.describe(true).acquireFailed(STORE_UNAVAILABLE);

    assertThat(writer.session.rejected()).isEqualTo(STORE_UNAVAILABLE);
    assertThat(writer.write(2, "b").staged().token().seq()).isEqualTo(2);
  }

  @Test
  void theOlderOfTwoTakeOversIsAnswered() {
    WriterScript writer = WriterScript.committing().committed().describe(true);
    long first = writer.session.lastCall();

    assertThat(writer.describe(true).session.rejected()).isEqualTo(UNAVAILABLE);

    writer.acquired(2, 1);
    assertThat(writer.session.reply(first)).isInstanceOf(Reply.View.class);
  }

  @ParameterizedTest
  @MethodSource("everyPhase")
  void isDisposedByAHolderAheadOfThisOwnerOnceTheRegisterHasTold(WriterScript writer, Phase phase) {
    writer.session.takenOverElsewhere();

    writer.as(1).dispose();

    if (busy(phase) || phase == Phase.WRITER_ACQUIRING) {
      assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);
      assertThat(writer.session.phase()).isEqualTo(phase);
      return;
    }
    assertThat(writer.session.effects()).containsExactly(new Effect.Acquire(0, false));
    writer.acquired(7, 4);
    assertThat(writer.session.reply()).isEqualTo(new Reply.DisposeDone(false));
    Durable.Ended ended = (Durable.Ended) writer.session.state().durable();
    assertThat(ended.lastSeq()).isEqualTo(4);
    assertThat(ended.holder()).isEqualTo(1);
  }

  @Test
  void isNotDisposedByAHolderThatNobodyEverGave() {
    WriterScript writer = WriterScript.committing().committed().as(1).dispose().acquired(2, 1);

    assertThat(writer.session.rejected()).isEqualTo(SERVER_BEHIND);
    assertThat(writer.acquires()).as("the register is not asked again").isFalse();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void isNotDisposedByAClientThatWasLockedOutMeanwhile() {
    WriterScript writer = WriterScript.committing().committed().as(1).dispose();
    writer.session.takenOverElsewhere().takenOverElsewhere();

    writer.acquired(2, 1);

    assertThat(writer.session.rejected()).isEqualTo(HOLDER_SUPERSEDED);
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_IDLE);
  }

  @Test
  void aTakeOverWaitsForTheBatchInTheLane() {
    WriterScript writer = WriterScript.committing().describe(true);
    assertThat(writer.session.rejected()).isEqualTo(UNAVAILABLE);

    writer.committed().describe(true).acquired(2, 1);

    assertThat(writer.view().ackedSeq()).isEqualTo(1);
    assertThat(writer.view().holder()).isEqualTo(1);
  }

  @Test
  void anOwnerAtRestEmptiesItsLaneAndSignsOff() {
    WriterScript writer = WriterScript.committing().committed().rest();

    Effect.SignOff signOff = writer.session.effect(Effect.SignOff.class);
    assertThat(signOff)
        .isEqualTo(
            new Effect.SignOff(
                Fixtures.LANE, 1, new Published(1, Optional.of(Fixtures.digest("a"))), List.of()));
    assertThat(writer.session.events())
        .containsExactly(
            new SessionEvent.Progressed(1, 1), new SessionEvent.Rested(1, Fixtures.NOW));
    assertThat(writer.write(2, "b").session.rejected()).isEqualTo(UNAVAILABLE);
    assertThat(writer.ack(2, "b").session.rejected()).isEqualTo(UNAVAILABLE);

    writer.signedOff(Optional.of(signOff.published()));
    assertThat(writer.session.effects()).containsExactly(new Effect.Stop());
  }

  @Test
  void aSignOffWithABatchInTheLaneAnswersItsAckAndLeavesTheOutcomeToTheLane() {
    WriterScript writer = WriterScript.committing();
    long ack = writer.session.lastCall();

    writer.rest();
    assertThat(writer.session.rejected(ack)).isEqualTo(UNAVAILABLE);
    assertThat(writer.session.effect(Effect.SignOff.class).published())
        .isEqualTo(Published.NOTHING);

    writer.committed();
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_SIGNING_OFF);
  }

  @Test
  void aFailedSignOffStopsAllTheSame() {
    WriterScript writer = WriterScript.committing().rest().signedOff(Optional.empty());

    assertThat(writer.session.effects()).containsExactly(new Effect.Stop());
    assertThat(writer.session.phase()).isEqualTo(Phase.WRITER_UNOWNED);
  }

  @Test
  void whoHasNotTheRightToPublishHasNothingToSignOff() {
    WriterScript writer = WriterScript.allocated().write(1, "a").ack(1, "a");
    long ack = writer.session.lastCall();

    writer.rest();

    assertThat(writer.session.rejected(ack)).isEqualTo(UNAVAILABLE);
    assertThat(writer.session.effects())
        .containsExactly(new Effect.NoteInDirectory(0, false), new Effect.Stop());
  }
}
