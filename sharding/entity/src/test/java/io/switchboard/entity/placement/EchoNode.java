package io.switchboard.entity.placement;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.Leave;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.port.ShardPins;
import io.switchboard.entity.placement.ShardLoads.ShardLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node of a real cluster on loopback, whose entities answer with the address of the node that
 * they live on.
 */
final class EchoNode implements AutoCloseable {
  static final int SHARDS = 30;

  private static final EntityTypeKey<ActorRef<String>> ECHO = echo();
  private static final Duration WITHIN = Duration.ofSeconds(10);

  static final PlacementSettings SETTINGS =
      new PlacementSettings(
          10,
          10,
          1_000,
          4,
          0.1,
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              akka {
                loglevel = WARNING
                actor.provider = cluster
                remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
                coordinated-shutdown.exit-jvm = off
                cluster {
                  jmx.enabled = off
                  downing-provider-class = "akka.cluster.sbr.SplitBrainResolverProvider"
                  split-brain-resolver.stable-after = 2 s
                  shutdown-after-unsuccessful-join-seed-nodes = off
                  distributed-data { gossip-interval = 300 ms, notify-subscribers-interval = 100 ms }
                  sharding {
                    number-of-shards = 30
                    rebalance-interval = 300 ms
                    retry-interval = 200 ms
                    passivation.strategy = none
                    distributed-data.durable.keys = []
                  }
                }
              }
              """)
          .withFallback(ConfigFactory.load());

  private static final int SENDS = 8;
  private static final String INTERNAL_DISPATCHER = "akka.actor.internal-dispatcher";
  private static final int MOST_THREADS = 64;

  final ActorSystem<Void> system;
  final Placement placement;
  final String address;

  private static EntityTypeKey<ActorRef<String>> echo() {
    return EntityTypeKey.create(actorRef(), "echo");
  }

  @SuppressWarnings("unchecked") // A class has no type parameters to give.
  private static Class<ActorRef<String>> actorRef() {
    return (Class<ActorRef<String>>) (Class<?>) ActorRef.class;
  }

  private EchoNode(ShardPins pins, Optional<EchoNode> friend) {
    system = ActorSystem.create(Behaviors.empty(), "placement", CONFIG);
    Cluster cluster = Cluster.get(system);
    address = Members.hostPort(cluster.selfMember().address());
    cluster
        .manager()
        .tell(
            Join.create(
                friend
                    .map(node -> Cluster.get(node.system).selfMember().address())
                    .orElse(cluster.selfMember().address())));
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
    placement =
        Placement.start(
            system,
            ECHO,
            SHARDS,
            SETTINGS,
            pins,
            () -> new PeerFacts("1.2.3", "one", Map.of("http", "at-" + address)));
    system.systemActorOf(LostInHandOff.create(ECHO, actorRef()), "lost-in-hand-off", Props.empty());
    ClusterSharding.get(system)
        .init(
            Entity.of(
                    ECHO,
                    context ->
                        answering(address, placement.loads().ofEntity(context.getEntityId())))
                .withAllocationStrategy(placement.strategy()));
  }

  private static Behavior<ActorRef<String>> answering(String address, ShardLoad load) {
    return Behaviors.setup(
        context -> {
          load.sessionStarted();
          return Behaviors.<ActorRef<String>>receive(
              (of, replyTo) -> {
                replyTo.tell(address);
                return Behaviors.same();
              },
              (of, signal) -> {
                if (signal instanceof PostStop) {
                  load.sessionStopped();
                }
                return Behaviors.unhandled();
              });
        });
  }

  static EchoNode first(ShardPins pins) {
    return new EchoNode(pins, Optional.empty());
  }

  static EchoNode joining(EchoNode friend, ShardPins pins) {
    return new EchoNode(pins, Optional.of(friend));
  }

  /** The address of the node on which an entity of the shard answers. */
  CompletionStage<String> call(int shard) {
    return ClusterSharding.get(system).entityRefFor(ECHO, entityOf(shard)).ask(to -> to, WITHIN);
  }

  /**
   * The same, asked again without an answer: sharding drops what it holds for a shard at the moment
   * when that moves, and what asks sessions asks again, too.
   */
  String home(int shard) throws Exception {
    List<CompletableFuture<String>> asked = new ArrayList<>();
    for (int i = 0; i < SENDS; i++) {
      asked.add(call(shard).toCompletableFuture());
      try {
        return (String)
            CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new))
                .get(1, TimeUnit.SECONDS);
      } catch (TimeoutException unanswered) {
        // Asked again, while the earlier ones may still be answered.
      }
    }
    throw new TimeoutException("shard " + shard + " did not answer " + SENDS + " calls");
  }

  /** The first id by which Akka finds this shard. */
  private static String entityOf(int shard) {
    for (int i = 0; ; i++) {
      if (Math.abs(("e" + i).hashCode() % SHARDS) == shard) {
        return "e" + i;
      }
    }
  }

  ClusterView view() throws Exception {
    return placement.view().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  NodeView view(EchoNode of) throws Exception {
    return view().nodes().stream()
        .filter(node -> node.address().equals(of.address))
        .findFirst()
        .orElseThrow();
  }

  /** From now on nothing in it answers, as if its process were stopped. */
  void freeze(CountDownLatch untilThawed) {
    Executor internal =
        system.dispatchers().lookup(DispatcherSelector.fromConfig(INTERNAL_DISPATCHER));
    for (int thread = 0; thread < MOST_THREADS; thread++) {
      internal.execute(() -> waitFor(untilThawed));
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException theSystemEnds) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the cluster in order. */
  void leave() throws Exception {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Leave.create(cluster.selfMember().address()));
    system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    system.terminate();
  }
}
