package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import io.switchboard.core.session.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an older node sends stays readable, and no change of the format slips in. After a wanted,
 * compatible change add a message to {@link Recordings} and run this test with {@code
 * -Dswitchboard.record=true}, which writes the files that are missing.
 */
class RecordedMessagesTest {
  private static final ActorSystem<Void> SYSTEM = Systems.node("");
  private static final WireSerializer SERIALIZER =
      Systems.serializer(SYSTEM, Clock.fixed(Recordings.NOW, ZoneOffset.UTC));
  private static final ActorRef<Reply> REPLY_TO =
      ActorRefResolver.get(SYSTEM).resolveActorRef(Recordings.REPLY_TO);
  private static final Map<String, Object> EXPECTED = Recordings.expected(REPLY_TO);

  @BeforeAll
  static void record() throws IOException {
    if (Boolean.getBoolean("switchboard.record")) {
      for (Map.Entry<String, Object> entry : EXPECTED.entrySet()) {
        Recordings.writeIfMissing(entry.getKey(), SERIALIZER.toBinary(entry.getValue()));
      }
    }
  }

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void everyKindOfMessageIsRecordedAndEveryRecordingIsExpected() throws IOException {
    assertThat(Recordings.names()).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    assertThat(EXPECTED.keySet().stream().map(Recordings::manifestOf).distinct())
        .containsExactlyInAnyOrderElementsOf(
            MessageKind.ALL.stream().map(MessageKind::manifest).toList());
  }

  static List<String> names() {
    return List.copyOf(EXPECTED.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRecordingIsReadAsTheMessageItWasWrittenFrom(String name) throws IOException {
    Object read = SERIALIZER.fromBinary(Recordings.read(name), Recordings.manifestOf(name));
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType(ActorRef::equals, ActorRef.class)
        .isEqualTo(EXPECTED.get(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsWrittenTodayIsWhatWasRecorded(String name) throws IOException {
    Object message = EXPECTED.get(name);
    assertThat(SERIALIZER.manifest(message)).isEqualTo(Recordings.manifestOf(name));
    assertThat(HexFormat.of().formatHex(SERIALIZER.toBinary(message)))
        .as("the bytes of %s changed: docs/node-to-node.md tells how a format may change", name)
        .isEqualTo(HexFormat.of().formatHex(Recordings.read(name)));
  }
}
