package io.switchboard.entity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node of today and one of a version to come, whose calls and replies have one more field and
 * which knows one more message, over real connections: what a rolling upgrade is.
 */
class TwoVersionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String NEXT =
      "akka.actor.serializers.switchboard-wire = \""
          + NextVersionSerializer.class.getName()
          + "\"\n"
          + "akka.actor.serialization-identifiers.\""
          + NextVersionSerializer.class.getName()
          + "\" = 7421002\n"
          + "akka.actor.serialization-bindings.\""
          + NextVersionSerializer.Novelty.class.getName()
          + "\" = switchboard-wire\n";

  private static ActorSystem<Void> today;
  private static ActorSystem<Void> next;

  /** What the sessions of both nodes received. */
  private static final BlockingQueue<Object> RECEIVED = new LinkedBlockingQueue<>();

  private static ActorRef<Object> sessionOnToday;
  private static ActorRef<Object> sessionOnNext;

  @BeforeAll
  static void start() {
    today = Systems.node("");
    next = Systems.node(NEXT);
    sessionOnToday = seenFrom(next, startSession(today));
    sessionOnNext = seenFrom(today, startSession(next));
  }

  @AfterAll
  static void stop() {
    today.terminate();
    next.terminate();
  }

  @BeforeEach
  void forget() {
    RECEIVED.clear();
    NextVersionSerializer.SEEN.clear();
  }

  /** Takes its messages inside sharding's envelope, as they come from another node. */
  private static String startSession(ActorSystem<Void> on) {
    ActorRef<Object> session =
        on.systemActorOf(
            Behaviors.receiveMessage(
                message -> {
                  Object content = ((ShardingEnvelope<?>) message).message();
                  RECEIVED.add(content);
                  if (content instanceof SessionMessage.Call call) {
                    call.replyTo().tell(new Reply.Acked(false, 41));
                  }
                  return Behaviors.same();
                }),
            "session",
            Props.empty());
    return ActorRefResolver.get(on).toSerializationFormat(session);
  }

  private static ActorRef<Object> seenFrom(ActorSystem<Void> system, String session) {
    return ActorRefResolver.get(system).resolveActorRef(session);
  }

  private static void ackAndCheck(ActorSystem<Void> from, ActorRef<Object> session)
      throws Exception {
    var ack = new SessionCommand.AckWrite(0, 2, 41, Samples.STAGE_TOKEN, Samples.WAIT);
    Reply reply =
        AskPattern.<Object, Reply>ask(
                session,
                replyTo ->
                    new ShardingEnvelope<Object>(
                        Samples.SESSION.value(),
                        new SessionMessage.Call(ack, replyTo, Instant.now().plus(PATIENCE))),
                PATIENCE,
                from.scheduler())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    assertThat(reply).isEqualTo(new Reply.Acked(false, 41));
    assertThat(((SessionMessage.Call) RECEIVED.take()).call()).isEqualTo(ack);
  }

  @Test
  void todaysNodeReadsCallsOfTheNextVersionAndIgnoresTheirNewField() throws Exception {
    ackAndCheck(next, sessionOnToday);
    assertThat(NextVersionSerializer.SEEN).as("today's reply has no new field").isEmpty();
  }

  @Test
  void todaysNodeReadsRepliesOfTheNextVersionAndIgnoresTheirNewField() throws Exception {
    ackAndCheck(today, sessionOnNext);
    assertThat(NextVersionSerializer.SEEN).as("today's call has no new field").isEmpty();
  }

  /** Or the tests above would prove nothing. */
  @Test
  void theNextVersionDoesSendItsNewFields() throws Exception {
    var serializer = new NextVersionSerializer((ExtendedActorSystem) Adapter.toClassic(next));
    for (Object message : new Object[] {new Reply.Acked(true, 5), call()}) {
      serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
    }
    assertThat(NextVersionSerializer.SEEN).containsExactly("of RA1", "of CX1");
  }

  private static SessionMessage.Call call() {
    return new SessionMessage.Call(
        new SessionCommand.Dispose(0, 1), next.deadLetters(), Instant.now());
  }

  @Test
  void aMessageThatOnlyTheNextVersionKnowsFailsAlone() throws Exception {
    BlockingQueue<String> errors = Systems.remotingErrors();
    String session = Samples.SESSION.value();
    sessionOnToday.tell(new ShardingEnvelope<>(session, SessionMessage.Wake.WAKE));
    sessionOnToday.tell(new ShardingEnvelope<>(session, new NextVersionSerializer.Novelty()));
    sessionOnToday.tell(new ShardingEnvelope<>(session, SessionMessage.Due.DUE));
    assertThat(RECEIVED.poll(10, TimeUnit.SECONDS)).isSameAs(SessionMessage.Wake.WAKE);
    assertThat(RECEIVED.poll(10, TimeUnit.SECONDS)).isSameAs(SessionMessage.Due.DUE);
    assertThat(errors.poll(10, TimeUnit.SECONDS))
        .contains("Failed to deserialize", "'" + NextVersionSerializer.NOVELTY + "'");
    ackAndCheck(next, sessionOnToday);
    ackAndCheck(today, sessionOnNext);
  }
}
