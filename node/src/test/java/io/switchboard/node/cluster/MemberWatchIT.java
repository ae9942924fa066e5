package io.switchboard.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.switchboard.kafka.ledger.LiveNodes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The membership as real actor systems tell it. */
class MemberWatchIT {
  private static final Duration SOON = Duration.ofSeconds(120);

  /** An actor system with a role or without, and what its watch heard. */
  private static final class Node implements AutoCloseable {
    private final ActorSystem<Void> system;
    private final MemberWatch watch = new MemberWatch();
    private final Map<UUID, LiveNodes> viewWhenRemoved = new ConcurrentHashMap<>();
    private final Map<UUID, Duration> delays = new ConcurrentHashMap<>();

    Node(Optional<UUID> incarnation) {
      system =
          ActorSystem.create(
              Behaviors.empty(),
              "watch",
              ConfigFactory.parseMap(
                      Map.of(
                          "akka.actor.provider",
                          "cluster",
                          "akka.remote.artery.canonical.hostname",
                          "127.0.0.1",
                          "akka.remote.artery.canonical.port",
                          0,
                          "akka.cluster.roles",
                          incarnation.map(MemberWatch::roleOf).stream().toList(),
                          "akka.cluster.jmx.enabled",
                          false,
                          "akka.coordinated-shutdown.exit-jvm",
                          false))
                  .withFallback(ConfigFactory.load()));
      watch.start(
          system,
          (gone, delay) -> {
            viewWhenRemoved.put(gone, watch.get());
            delays.put(gone, delay);
          });
    }

    Cluster cluster() {
      return Cluster.get(system);
    }

    Node join(Node first) {
      cluster().manager().tell(Join.create(first.cluster().selfMember().address()));
      return this;
    }

    @Override
    public void close() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();
  private final UUID three = UUID.randomUUID();
  private final Node first = new Node(Optional.of(one));
  private final Node second = new Node(Optional.of(two));
  private final Node third = new Node(Optional.of(three));

  @AfterEach
  void close() {
    third.close();
    second.close();
    first.close();
  }

  private static void awaitView(Node node, LiveNodes view) {
    Awaitility.await().atMost(SOON).until(() -> node.watch.get().equals(view));
  }

  @Test
  void whoIsRemovedIsToldByItsIncarnationAfterItHasLeftTheView() {
    assertThat(first.watch.get()).isEqualTo(LiveNodes.UNKNOWN);
    first.join(first);
    awaitView(first, new LiveNodes(Set.of(one), true));
    second.join(first);
    third.join(first);
    LiveNodes all = new LiveNodes(Set.of(one, two, three), true);
    awaitView(first, all);
    awaitView(second, all);

    first.cluster().manager().tell(new Down(third.cluster().selfMember().address()));

    LiveNodes rest = new LiveNodes(Set.of(one, two), true);
    awaitView(first, rest);
    awaitView(second, rest);
    // They hear of it after the view has changed.
    Awaitility.await()
        .atMost(SOON)
        .until(() -> first.delays.containsKey(three) && second.delays.containsKey(three));
    assertThat(first.viewWhenRemoved.get(three).incarnations()).isEqualTo(Set.of(one, two));
    assertThat(second.viewWhenRemoved).containsOnlyKeys(three);
    // They take turns.
    assertThat(Set.of(first.delays.get(three), second.delays.get(three)))
        .containsExactlyInAnyOrder(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  void aMemberThatDoesNotTellItsIncarnationMakesTheViewIncomplete() {
    try (Node silent = new Node(Optional.empty())) {
      first.join(first);
      awaitView(first, new LiveNodes(Set.of(one), true));

      silent.join(first);

      awaitView(first, new LiveNodes(Set.of(one), false));
    }
  }
}
