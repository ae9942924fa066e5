package io.switchboard.core.session;

import static io.switchboard.core.session.RejectCode.SESSION_UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.session.SessionCommand.AckRead;
import io.switchboard.core.session.SessionCommand.AckWrite;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionCommand.Describe;
import io.switchboard.core.session.SessionCommand.Dispose;
import io.switchboard.core.session.SessionCommand.Read;
import io.switchboard.core.session.SessionCommand.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An owner whose journal was empty. */
class UnallocatedTest {

  static Stream<ClientCall> calls() {
    return Stream.of(
        new Read(0, 0, 1, Optional.empty(), 10, 1_000, Duration.ZERO),
        new Write(0, 0, 1, Fixtures.batch("a"), Optional.empty()),
        new AckRead(0, 0, 1, ReaderScript.token(1, 1, 0, 1)),
        new AckWrite(0, 0, 1, Fixtures.stageToken(1, "a")),
        new Describe(0, true),
        new Dispose(0, 0));
  }

  /** Else it would say so for ever of a session that another owner has allocated meanwhile. */
  @ParameterizedTest
  @MethodSource("calls")
  void makesWayWhenItIsAskedForASessionThatItDoesNotKnow(ClientCall call) {
    Harness session = new Harness().call(call);

    assertThat(session.rejected()).isEqualTo(SESSION_UNKNOWN);
    assertThat(session.effects()).containsExactly(new Effect.Stop());
  }
}
