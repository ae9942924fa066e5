package io.switchboard.entity.wire;

import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.entity.SessionMessage;
import io.switchboard.entity.SessionSharding;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Two nodes of one cluster, configured as nodes are, over real connections of the loopback: one has
 * the API and no sessions, the other has sessions that remember what they were sent and answer what
 * the test says.
 */
final class Nodes implements AutoCloseable {
  final ActorSystem<Void> api = Systems.node("akka.cluster.roles = [api]");
  final ActorSystem<Void> backend = Systems.node("akka.cluster.roles = [backend]");
  final SessionSharding sessions;
  final BlockingQueue<SessionMessage> received = new LinkedBlockingQueue<>();
  volatile Reply batch = new Reply.Nothing(0);

  Nodes() {
    ClusterSharding.get(backend)
        .init(
            Entity.of(SessionSharding.TYPE_KEY, context -> session())
                .withStopMessage(SessionMessage.Stop.STOP));
    sessions = SessionSharding.proxy(api, Clock.systemUTC());
    Cluster first = Cluster.get(backend);
    first.manager().tell(Join.create(first.selfMember().address()));
    Cluster.get(api).manager().tell(Join.create(first.selfMember().address()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Cluster.get(api).selfMember().status() == MemberStatus.up()
                    && first.selfMember().status() == MemberStatus.up());
  }

  private Behavior<SessionMessage> session() {
    return Behaviors.receiveMessage(
        message -> {
          received.add(message);
          if (message instanceof SessionMessage.Call call) {
            call.replyTo().tell(answerTo(call.call()));
          }
          return message instanceof SessionMessage.Stop ? Behaviors.stopped() : Behaviors.same();
        });
  }

  private Reply answerTo(SessionCommand.ClientCall call) {
    if (call instanceof SessionCommand.Write) {
      return new Reply.Staged(Samples.STAGE_TOKEN, 1);
    }
    return call instanceof SessionCommand.Read ? batch : new Reply.Acked(false, 1);
  }

  @Override
  public void close() {
    api.terminate();
    backend.terminate();
  }
}
