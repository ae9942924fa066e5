package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializationExtension;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.entity.SessionMessage;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which messages travel, and that each of them is known here. */
class TravelTest {
  private static final ActorSystem<Void> SYSTEM = Systems.alone("");

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void everyMessageThatIsNotForItsOwnNodeOnlyHasAFormat() {
    List<String> travelling =
        Stream.of(SessionMessage.class, ClientCall.class, Reply.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .filter(Predicate.not(NoSerializationVerificationNeeded.class::isAssignableFrom))
            .filter(type -> type != SessionMessage.Call.class)
            .map(Class::getName)
            .toList();
    assertThat(MessageKind.ALL)
        .extracting(kind -> kind.type().getName())
        .containsExactlyInAnyOrderElementsOf(travelling);
  }

  @Test
  void whatTravelsIsBoundToThisSerializerUnderItsFrozenNumber() throws NotSerializableException {
    var serialization = SerializationExtension.get(Adapter.toClassic(SYSTEM));
    List<Class<?>> sent =
        List.of(
            SessionMessage.Call.class,
            SessionMessage.Due.class,
            SessionMessage.Wake.class,
            Reply.Batch.class,
            Reply.Rejected.class);
    for (Class<?> type : sent) {
      assertThat(serialization.serializerFor(type))
          .as(type.getSimpleName())
          .isInstanceOf(WireSerializer.class)
          .satisfies(serializer -> assertThat(serializer.identifier()).isEqualTo(7_421_002));
    }
  }

  @Test
  void whatIsForItsOwnNodeOnlyIsRefused() {
    WireSerializer serializer = Systems.serializer(SYSTEM);
    Object local = new SessionMessage.Result(1, new SessionCommand.Resume());
    assertThatThrownBy(() -> serializer.toBinary(local))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not travel");
    var serialization = SerializationExtension.get(Adapter.toClassic(SYSTEM));
    assertThat(serialization.serialize(local).isFailure()).isTrue();
  }
}
