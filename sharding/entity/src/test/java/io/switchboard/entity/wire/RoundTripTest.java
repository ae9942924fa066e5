package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import io.switchboard.core.session.Reply;
import io.switchboard.entity.SessionMessage;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever travels arrives as it was sent, through arrays and through both kinds of buffers. */
class RoundTripTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:34:56Z");
  private static final ActorSystem<Void> SYSTEM = Systems.alone("");
  private static final WireSerializer SERIALIZER =
      Systems.serializer(SYSTEM, Clock.fixed(NOW, ZoneOffset.UTC));
  private static final ActorRef<Reply> REPLY_TO =
      Adapter.toTyped(Adapter.toClassic(SYSTEM).deadLetters());

  @AfterContainer
  static void stop() {
    SYSTEM.terminate();
  }

  @Property(tries = 300)
  void everyCallArrivesAsItWasSent(@ForAll("calls") SessionMessage.Call call)
      throws NotSerializableException {
    arrivesAsSent(call);
  }

  @Property(tries = 300)
  void everyReplyArrivesAsItWasSent(@ForAll("replies") Reply reply)
      throws NotSerializableException {
    arrivesAsSent(reply);
  }

  @Property(tries = 15)
  void batchesOfFourMebibytesArriveAsTheyWereSent(
      @ForAll @IntRange(min = 1, max = 5_000) int events) throws NotSerializableException {
    int valueBytes = (4 << 20) / events;
    arrivesAsSent(
        new SessionMessage.Call(Samples.write(events, valueBytes), REPLY_TO, NOW.plusSeconds(1)));
    arrivesAsSent(Samples.batch(events, valueBytes));
  }

  private static void arrivesAsSent(Object message) throws NotSerializableException {
    String manifest = SERIALIZER.manifest(message);
    byte[] bytes = SERIALIZER.toBinary(message);
    isEqual(SERIALIZER.fromBinary(bytes, manifest), message);

    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 7);
    direct.position(7);
    SERIALIZER.toBinary(message, direct);
    assertThat(direct.hasRemaining()).as("both ways take as many bytes").isFalse();
    direct.position(7);
    isEqual(SERIALIZER.fromBinary(direct, manifest), message);
    isEqual(SERIALIZER.fromBinary(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), manifest), message);
  }

  private static void isEqual(Object arrived, Object sent) {
    assertThat(Content.of(arrived)).isEqualTo(Content.of(sent));
  }

  @Provide
  Arbitrary<SessionMessage.Call> calls() {
    return Messages.calls(REPLY_TO, NOW.plusMillis(12_345));
  }

  @Provide
  Arbitrary<Reply> replies() {
    return Messages.replies();
  }
}
