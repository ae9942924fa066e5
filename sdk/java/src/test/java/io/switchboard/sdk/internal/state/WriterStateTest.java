package io.switchboard.sdk.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.limits.ErrorCodes;
import io.switchboard.sdk.internal.state.WriterState.Committing;
import io.switchboard.sdk.internal.state.WriterState.Idle;
import io.switchboard.sdk.internal.state.WriterState.Restaging;
import io.switchboard.sdk.internal.state.WriterState.Staged;
import io.switchboard.sdk.internal.state.WriterStep.Ack;
import io.switchboard.sdk.internal.state.WriterStep.Wait;
import io.switchboard.sdk.internal.state.WriterStep.Write;
import io.switchboard.sdk.internal.state.WriterVerdict.Kind;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriterStateTest {
  private static final Token T1 = Token.of(new byte[] {1});
  private static final Token T2 = Token.of(new byte[] {2});
  private static final Write PLAIN = new Write(1, Optional.empty());
  private static final Write CARRYING = new Write(2, Optional.of(T1));
  private static final Ack ACK = new Ack(1, T1);

  private static RemoteError error(ErrorCode code) {
    return RemoteError.of(code, ErrorCodes.categoryOf(code), "test");
  }

  @Test
  void aBatchIsWrittenAcknowledgedAndCommitted() {
    WriterState state = WriterState.idle(0);
    assertThat(state.next(false, true)).isEqualTo(new Wait());
    assertThat(state.next(true, false)).isEqualTo(PLAIN);
    state = state.sending(PLAIN).written(1, T1, 0);
    assertThat(state).isEqualTo(new Staged(1, T1, false));
    assertThat(state.next(false, true)).isEqualTo(ACK);
    state = state.sending(ACK);
    assertThat(state).isEqualTo(new Committing(1, T1, false));
    assertThat(state.acked(1)).isEqualTo(new Idle(1));
  }

  @Test
  void anotherBatchCarriesTheAckOfTheOneBefore() {
    WriterState state = new Staged(1, T1, false);
    assertThat(state.next(true, true)).isEqualTo(CARRYING);
    state = state.sending(CARRYING);
    assertThat(state.inDoubt()).contains(1L);
    assertThat(state.written(2, T2, 1)).isEqualTo(new Staged(2, T2, false));
  }

  @Test
  void aStagedBatchWaitsForAnotherOneUntilItsAckIsDue() {
    assertThat(new Staged(1, T1, false).next(false, false)).isEqualTo(new Wait());
    assertThat(new Staged(1, T1, false).sending(new Wait())).isEqualTo(new Staged(1, T1, false));
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"NOT_STAGED", "TOKEN_SUPERSEDED"})
  void anAckOfWhatIsNotThereLeadsToTheSameWriteAndThenItsAck(ErrorCode code) {
    for (WriterStep step : new WriterStep[] {ACK, CARRYING}) {
      WriterVerdict verdict = new Committing(1, T1, false).refused(step, error(code));
      assertThat(verdict).isEqualTo(new WriterVerdict(Kind.AGAIN, new Restaging(1)));
    }
    WriterState state = new Restaging(1);
    assertThat(state.next(true, false)).isEqualTo(PLAIN);
    state = state.sending(PLAIN).written(1, T2, 0);
    assertThat(state.inDoubt()).as("an ack was sent before").contains(1L);
    assertThat(state.next(true, false)).isEqualTo(new Ack(1, T2));
  }

  @Test
  void aWriteThatIsAnsweredAsPublishedNeedsNoAck() {
    assertThat(new Restaging(1).written(1, T2, 1)).isEqualTo(new Idle(1));
    assertThat(new Idle(0).written(1, T2, 1)).isEqualTo(new Idle(1));
    assertThat(new Committing(1, T1, false).written(2, T2, 2)).isEqualTo(new Idle(2));
  }

  @Test
  void anAnswerThatDoesNotReachTheBatchIsAskedForAgain() {
    assertThat(new Committing(1, T1, false).acked(0)).isEqualTo(new Committing(1, T1, true));
    assertThat(new Committing(1, T1, false).written(2, T2, 0))
        .isEqualTo(new Committing(1, T1, true));
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {
        "REFUSED_BY_KAFKA",
        "EVENT_TOO_LARGE",
        "SEQ_OUT_OF_ORDER",
        "SEQ_CONFLICT",
        "FORBIDDEN"
      })
  void anErrorOfAWriteThatCarriesAnAckIsSettledByTheAckAlone(ErrorCode code) {
    WriterVerdict verdict = new Committing(1, T1, false).refused(CARRYING, error(code));

    assertThat(verdict).isEqualTo(new WriterVerdict(Kind.AGAIN, new Committing(1, T1, true)));
    assertThat(verdict.state().next(true, false)).isEqualTo(ACK);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void onlyARefusalOrAConflictMakesAnAcknowledgedBatchCertainlyUnpublished(ErrorCode code) {
    if (code == ErrorCode.NOT_STAGED || code == ErrorCode.TOKEN_SUPERSEDED) {
      return;
    }
    WriterVerdict verdict = new Committing(1, T1, true).refused(ACK, error(code));

    if (ErrorCodes.categoryOf(code) == ErrorCategory.REFUSED) {
      assertThat(verdict).isEqualTo(new WriterVerdict(Kind.BATCH_FAILED, new Idle(0)));
    } else if (code == ErrorCode.SEQ_CONFLICT) {
      assertThat(verdict.kind()).isEqualTo(Kind.LOST);
    } else {
      assertThat(verdict).isEqualTo(new WriterVerdict(Kind.UNCERTAIN, new Committing(1, T1, true)));
    }
    assertThat(new Restaging(1).refused(PLAIN, error(code)).kind())
        .as("a second write changes nothing about that")
        .isEqualTo(verdict.kind());
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void withoutAnAckNothingIsEverUncertain(ErrorCode code) {
    WriterVerdict verdict = new Idle(0).refused(PLAIN, error(code));

    assertThat(verdict.kind()).isIn(Kind.BATCH_FAILED, Kind.LOST);
    assertThat(verdict.state()).isEqualTo(new Idle(0));
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"SESSION_EXPIRED", "HOLDER_SUPERSEDED"})
  void aLostSessionLeavesTheBatchInDoubt(ErrorCode code) {
    assertThat(new Committing(1, T1, false).refused(CARRYING, error(code)).kind())
        .isEqualTo(Kind.UNCERTAIN);
  }
}
