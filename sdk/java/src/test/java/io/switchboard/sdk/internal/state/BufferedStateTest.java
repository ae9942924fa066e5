package io.switchboard.sdk.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.limits.ErrorCodes;
import io.switchboard.sdk.internal.state.BufferedState.Stage;
import io.switchboard.sdk.internal.state.WriterStep.Ack;
import io.switchboard.sdk.internal.state.WriterStep.Ask;
import io.switchboard.sdk.internal.state.WriterStep.Wait;
import io.switchboard.sdk.internal.state.WriterStep.Write;
import io.switchboard.sdk.internal.state.WriterVerdict.Kind;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferedStateTest {
  private static final Token T = Token.of(new byte[] {1});

  /** Committed to 2, accepted to 5, batch 6 staged. */
  private static final BufferedState STAGED =
      new BufferedState(2, 5, Optional.of(new Stage(6, T)), 5, 6, false);

  /** The same without the stage. */
  private static final BufferedState ACCEPTED =
      new BufferedState(2, 5, Optional.empty(), 5, 5, false);

  private static final Write CARRYING = new Write(7, Optional.of(T));

  private static RemoteError error(ErrorCode code, long expectedSeq) {
    return new RemoteError(code.getValue(), ErrorCodes.categoryOf(code), "test", -1, expectedSeq);
  }

  private static RemoteError error(ErrorCode code) {
    return error(code, -1);
  }

  @Test
  void anAcceptedBatchIsNotWaitedFor() {
    BufferedState state = BufferedState.idle(0);
    Write first = new Write(1, Optional.empty());
    assertThat(state.next(true, false, false)).isEqualTo(first);
    state = state.sending(first).written(first, T, 0);
    Write second = new Write(2, Optional.of(T));
    assertThat(state.next(true, true, false)).isEqualTo(second);
    state = state.sending(second).written(second, T, 0);
    assertThat(state).isEqualTo(new BufferedState(0, 1, Optional.of(new Stage(2, T)), 1, 2, false));
    assertThat(state.next(false, false, true)).isEqualTo(new Wait());
    Ack ack = new Ack(2, T);
    assertThat(state.next(false, true, false)).isEqualTo(ack);
    state = state.sending(ack).acked(2, 0);
    assertThat(state.next(false, true, false)).isEqualTo(new Wait());
    assertThat(state.next(false, true, true)).isEqualTo(new Ask(2));
    assertThat(state.acked(2, 2)).isEqualTo(BufferedState.idle(2));
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"SEQ_OUT_OF_ORDER", "NOT_STAGED"})
  void whatTheOwnerLostIsWrittenAgainFromThereOn(ErrorCode code) {
    BufferedVerdict verdict = STAGED.sending(CARRYING).refused(CARRYING, error(code, 4));

    assertThat(verdict.kind()).isEqualTo(Kind.AGAIN);
    BufferedState state = verdict.state();
    assertThat(state).isEqualTo(new BufferedState(2, 3, Optional.empty(), 6, 7, false));
    for (long seq = 4; seq <= 7; seq++) {
      Write again = new Write(seq, state.stage().map(Stage::token));
      assertThat(state.next(false, false, false)).isEqualTo(again);
      state = state.sending(again).written(again, T, 2);
    }
    assertThat(state.accepted()).isEqualTo(6);
  }

  @Test
  void aLostStageAloneIsWrittenAgain() {
    Ack ack = new Ack(6, T);
    for (ErrorCode code : new ErrorCode[] {ErrorCode.NOT_STAGED, ErrorCode.TOKEN_SUPERSEDED}) {
      BufferedState state = STAGED.sending(ack).refused(ack, error(code)).state();
      assertThat(state.next(false, false, false)).isEqualTo(new Write(6, Optional.empty()));
    }
  }

  @Test
  void anOwnerThatLostWhatItCalledCommittedOrKnowsTooMuchIsNotBelieved() {
    for (long expected : new long[] {-1, 0, 2, 8, 100}) {
      BufferedVerdict verdict =
          STAGED.sending(CARRYING).refused(CARRYING, error(ErrorCode.SEQ_OUT_OF_ORDER, expected));
      assertThat(verdict.kind()).isEqualTo(Kind.UNCERTAIN);
    }
  }

  @Test
  void anOwnerThatKnowsMoreThanWasFearedIsFollowed() {
    Write again = new Write(3, Optional.empty());
    BufferedState lost = new BufferedState(2, 2, Optional.empty(), 5, 6, false);

    BufferedVerdict verdict = lost.refused(again, error(ErrorCode.SEQ_SUPERSEDED, 5));

    assertThat(verdict.kind()).isEqualTo(Kind.AGAIN);
    assertThat(verdict.state().accepted()).isEqualTo(4);
    assertThat(verdict.state().committed()).as("only committedSeq says so").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"REFUSED_BY_KAFKA", "KEY_UNAVAILABLE"})
  void aRefusalFailsTheBatchThatItNamesAndThoseBehindMoveUp(ErrorCode code) {
    BufferedVerdict verdict = STAGED.sending(CARRYING).refused(CARRYING, error(code, 4));

    assertThat(verdict)
        .isEqualTo(
            new BufferedVerdict(
                Kind.BATCH_FAILED, new BufferedState(2, 3, Optional.empty(), 3, 6, false), 4));
    assertThat(verdict.state().next(false, false, false)).isEqualTo(new Write(4, Optional.empty()));
  }

  @Test
  void aMistakeInEventsThatCarryAnAckIsFoundOutAfterTheAck() {
    RemoteError mistake = error(ErrorCode.UNKNOWN_PARTITION);
    BufferedState state = STAGED.sending(CARRYING).refused(CARRYING, mistake).state();
    Ack ack = new Ack(6, T);
    assertThat(state.next(true, false, false)).isEqualTo(ack);
    state = state.acked(6, 2);
    Write plain = new Write(7, Optional.empty());
    assertThat(state.next(false, false, false)).isEqualTo(plain);

    BufferedVerdict verdict = state.refused(plain, mistake);

    assertThat(verdict)
        .isEqualTo(
            new BufferedVerdict(
                Kind.BATCH_FAILED, new BufferedState(2, 6, Optional.empty(), 6, 6, false), 7));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void whatWasAcknowledgedIsNeverCalledUnpublishedUnlessKafkaRefusedIt(ErrorCode code) {
    Ack ack = new Ack(5, T);
    BufferedVerdict verdict = ACCEPTED.refused(ack, error(code));

    switch (ErrorCodes.categoryOf(code)) {
      case REFUSED -> assertThat(verdict.kind()).isEqualTo(Kind.BATCH_FAILED);
      default -> assertThat(verdict.kind()).isIn(Kind.UNCERTAIN, Kind.AGAIN);
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void withoutAnAckNothingIsEverUncertain(ErrorCode code) {
    Write first = new Write(1, Optional.empty());
    BufferedVerdict verdict = BufferedState.idle(0).sending(first).refused(first, error(code));

    assertThat(verdict.kind()).isNotEqualTo(Kind.UNCERTAIN);
  }

  @Test
  void withoutAnAnswerOnlyWhatWasNeverAcknowledgedFailsForCertain() {
    Write fresh = new Write(6, Optional.empty());
    assertThat(ACCEPTED.sending(fresh).unanswered(fresh, true))
        .isEqualTo(new BufferedVerdict(Kind.BATCH_FAILED, ACCEPTED, 6));
    assertThat(STAGED.sending(CARRYING).unanswered(CARRYING, true).kind())
        .isEqualTo(Kind.UNCERTAIN);
    assertThat(ACCEPTED.sending(fresh).unanswered(fresh, false).kind()).isEqualTo(Kind.UNCERTAIN);
  }

  @Test
  void commitsCountWheneverTheyAreHeardOf() {
    assertThat(STAGED.heard(4))
        .isEqualTo(new BufferedState(4, 5, Optional.of(new Stage(6, T)), 5, 6, false));
    assertThat(STAGED.heard(1)).as("an older answer").isEqualTo(STAGED);
    assertThat(STAGED.heard(6)).isEqualTo(BufferedState.idle(6));
  }
}
