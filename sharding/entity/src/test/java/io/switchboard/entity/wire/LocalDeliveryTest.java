package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On its own node a message is handed over as it is; what would travel could travel. */
class LocalDeliveryTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private record Passed(SessionMessage.Call received, Reply sent, Reply answer) {}

  /** Asks an actor that answers with a batch. */
  private static Passed pass(ActorSystem<Void> system, SessionCommand.ClientCall call)
      throws Exception {
    CompletableFuture<SessionMessage.Call> received = new CompletableFuture<>();
    Reply sent = Samples.batch(3, 100);
    ActorRef<SessionMessage> session =
        system.systemActorOf(
            Behaviors.receiveMessage(
                message -> {
                  received.complete((SessionMessage.Call) message);
                  received.join().replyTo().tell(sent);
                  return Behaviors.same();
                }),
            "session",
            Props.empty());
    Reply answer =
        AskPattern.<SessionMessage, Reply>ask(
                session,
                replyTo -> new SessionMessage.Call(call, replyTo, Instant.now().plusSeconds(5)),
                SOON,
                system.scheduler())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return new Passed(received.join(), sent, answer);
  }

  @Test
  void nothingIsSerialized() throws Exception {
    ActorSystem<Void> system = Systems.alone("");
    try {
      SessionCommand.Write write = Samples.write(3, 100);
      Passed passed = pass(system, write);
      assertThat(passed.received().call()).isSameAs(write);
      assertThat(passed.answer()).isSameAs(passed.sent());
    } finally {
      system.terminate();
    }
  }

  @Test
  void withAkkasCheckSwitchedOnEverythingIsAndArrivesEqual() throws Exception {
    ActorSystem<Void> system = Systems.alone("akka.actor.serialize-messages = on");
    try {
      SessionCommand.Write write = Samples.write(3, 100);
      Passed passed = pass(system, write);
      assertThat(passed.received().call())
          .isNotSameAs(write)
          .usingRecursiveComparison()
          .isEqualTo(write);
      assertThat(passed.answer()).usingRecursiveComparison().isEqualTo(passed.sent());
    } finally {
      system.terminate();
    }
  }
}
