package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import java.io.NotSerializableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call's time is what is left of it, whatever the clocks of two nodes say. */
class DeadlineTest {
  private static final ActorSystem<Void> SYSTEM = Systems.alone("");
  private static final ActorRef<Reply> REPLY_TO =
      Adapter.toTyped(Adapter.toClassic(SYSTEM).deadLetters());
  private static final Instant HERE = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant THERE = HERE.minus(Duration.ofHours(1));

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  private static Instant arrivesWith(Instant deadline) throws NotSerializableException {
    WireSerializer here = Systems.serializer(SYSTEM, Clock.fixed(HERE, ZoneOffset.UTC));
    WireSerializer there = Systems.serializer(SYSTEM, Clock.fixed(THERE, ZoneOffset.UTC));
    var call = new SessionMessage.Call(new SessionCommand.Dispose(0, 1), REPLY_TO, deadline);
    var arrived = (SessionMessage.Call) there.fromBinary(here.toBinary(call), here.manifest(call));
    return arrived.deadline();
  }

  @Test
  void theReceiverCountsFromItsOwnClock() throws NotSerializableException {
    assertThat(arrivesWith(HERE.plusMillis(10_250))).isEqualTo(THERE.plusMillis(10_250));
  }

  @Test
  void aCallThatIsOverdueArrivesWithNothingLeft() throws NotSerializableException {
    assertThat(arrivesWith(HERE.minusSeconds(3))).isEqualTo(THERE);
  }

  @Test
  void aDeadlineBeyondAllReasonIsCutToADay() throws NotSerializableException {
    assertThat(arrivesWith(Instant.MAX)).isEqualTo(THERE.plus(CallHead.MAX_LEFT));
  }
}
