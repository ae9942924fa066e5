package io.switchboard.sdk.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.limits.ErrorCodes;
import io.switchboard.sdk.internal.state.ReaderState.Acknowledged;
import io.switchboard.sdk.internal.state.ReaderState.Delivered;
import io.switchboard.sdk.internal.state.ReaderState.Idle;
import io.switchboard.sdk.internal.state.ReaderVerdict.Kind;
import io.switchboard.sdk.internal.wire.ReadResult.WireBatch;
import io.switchboard.sdk.internal.wire.RemoteError;
import io.switchboard.sdk.internal.wire.Token;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReaderStateTest {
  private static final Idle NEW = new Idle(0, Optional.empty(), Optional.empty());

  private static Token token(int number) {
    return Token.of(new byte[] {(byte) number});
  }

  private static WireBatch batch(int seq) {
    return new WireBatch(seq, List.of(), token(seq), token(100 + seq), 0);
  }

  private static RemoteError error(ErrorCode code) {
    return RemoteError.of(code, ErrorCodes.categoryOf(code), "test");
  }

  @Test
  void everyReadAfterTheFirstCarriesTheLastToken() {
    ReaderState state = NEW;
    assertThat(state.nextSeq()).isEqualTo(1);
    assertThat(state.lastToken()).isEmpty();
    state = state.received(batch(1)).acknowledged();
    assertThat(state.nextSeq()).isEqualTo(2);
    assertThat(state.lastToken()).contains(token(1));
    state = state.confirmed(1);
    assertThat(state).isInstanceOf(Idle.class);
    assertThat(state.lastToken()).as("also after an ack by itself").contains(token(1));
  }

  @Test
  void theCursorMovesWhenTheApplicationIsDoneWithABatch() {
    ReaderState delivered = NEW.received(batch(1));
    assertThat(delivered.cursor()).isEmpty();
    assertThat(delivered.acknowledged().cursor()).contains(token(101));
    assertThat(delivered.acknowledged().received(batch(2)).cursor()).contains(token(101));
  }

  @Test
  void anEmptyReplyConfirmsTheAckThatTheReadCarried() {
    ReaderState state = new Acknowledged(NEW, batch(1));
    assertThat(state.confirmed(0)).isEqualTo(state);
    assertThat(state.confirmed(1).unconfirmed()).isEmpty();
  }

  @Test
  void aSupersededBatchIsDroppedAndItsSeqIsReadAgainWithTheTokenBefore() {
    ReaderState one = NEW.received(batch(1)).acknowledged().confirmed(1);
    ReaderState two = one.received(batch(2)).acknowledged();

    ReaderVerdict verdict = two.refused(error(ErrorCode.TOKEN_SUPERSEDED));

    assertThat(verdict).isEqualTo(new ReaderVerdict(Kind.BATCH_SUPERSEDED, one));
    assertThat(verdict.state().nextSeq()).isEqualTo(2);
    assertThat(verdict.state().lastToken()).contains(token(1));
    assertThat(verdict.state().cursor()).contains(token(101));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void onlyAGoneSessionIsReplaced(ErrorCode code) {
    Kind kind = NEW.refused(error(code)).kind();

    boolean gone =
        ErrorCodes.categoryOf(code) == ErrorCategory.GONE && code != ErrorCode.TOPIC_GONE;
    assertThat(kind == Kind.GONE).isEqualTo(gone);
    assertThat(kind == Kind.LOST).isEqualTo(code == ErrorCode.HOLDER_SUPERSEDED);
  }

  @Test
  void aBatchThatIsOutIsNotReadOver() {
    ReaderState out = new Delivered(NEW, batch(1));
    assertThatIllegalStateException().isThrownBy(() -> out.received(batch(2)));
    assertThat(out.confirmed(5)).isEqualTo(out);
  }
}
