package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.ReadToken;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.session.Reply;
import io.switchboard.entity.wire.LargestMessage;
import io.switchboard.entity.wire.Systems;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a session does with an answer that cannot pass to the node that asked. */
class LargeAnswersIT {
  private static final ActorSystem<Void> HERE = Systems.node("");
  private static final ActorSystem<Void> THERE = Systems.node("");

  @AfterAll
  static void stop() {
    HERE.terminate();
    THERE.terminate();
  }

  @Test
  void whoAskedIsToldTheReasonInsteadOfNothing() throws InterruptedException {
    BlockingQueue<Reply> received = new LinkedBlockingQueue<>();
    ActorRef<Reply> asker =
        THERE.systemActorOf(
            Behaviors.receiveMessage(
                reply -> {
                  received.add(reply);
                  return Behaviors.same();
                }),
            "asker",
            Props.empty());
    ActorRef<Reply> seenFromHere =
        ActorRefResolver.get(HERE)
            .resolveActorRef(ActorRefResolver.get(THERE).toSerializationFormat(asker));
    WaitingCalls calls = new WaitingCalls(LargestMessage.of(HERE));

    calls.answer(calls.add(seenFromHere), batchOf(new byte[7 << 20]));
    calls.answer(calls.add(seenFromHere), new Reply.Nothing(3));

    assertThat(received.poll(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            rejected -> assertThat(rejected.reason()).contains("too large to pass"));
    assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(new Reply.Nothing(3));
  }

  private static Reply batchOf(byte[] value) {
    Positions none = Positions.of(new int[0], new long[0]);
    ReadToken token =
        new ReadToken(new SessionId("abcdefghijklmnopqrstuvwxyz"), 1, "topic-1", 1, 1, none, none);
    ReceivedEvent event = new ReceivedEvent(0, 0, 0, null, value, List.of(), Optional.empty());
    return new Reply.Batch(List.of(event), token, 0);
  }
}
