package io.switchboard.entity.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorRef;
import akka.actor.ActorRefProvider;
import akka.actor.ExtendedActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** Three real nodes on loopback. The test that ends one of them comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlacementClusterTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final MemoryPins PINS = new MemoryPins();
  private static final List<EchoNode> NODES = new ArrayList<>();

  @BeforeAll
  static void startThreeNodes() {
    NODES.add(EchoNode.first(PINS));
    NODES.add(EchoNode.joining(NODES.get(0), PINS));
    NODES.add(EchoNode.joining(NODES.get(0), PINS));
  }

  @AfterAll
  static void stopTheNodes() {
    NODES.forEach(EchoNode::close);
  }

  @BeforeEach
  void everyShardIsCalledAndTheNodesHaveTheSame() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              callAll();
              for (EchoNode node : NODES) {
                assertThat(NODES.get(0).view(node).shards()).isBetween(8, 12);
              }
            });
  }

  private static void callAll() throws Exception {
    for (int shard = 0; shard < EchoNode.SHARDS; shard++) {
      NODES.get(shard % NODES.size()).home(shard);
    }
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static EchoNode other(String home) {
    return NODES.stream().filter(node -> !node.address.equals(home)).findFirst().orElseThrow();
  }

  @Test
  @Order(1)
  void theViewTellsNodesAndShardsWhicheverNodeIsAsked() throws Exception {
    for (EchoNode asked : NODES) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                // A shard that has moved since has no session until it is called.
                callAll();
                ClusterView view = asked.view();
                assertThat(view.self()).isEqualTo(asked.address);
                assertThat(view.unknown()).isEmpty();
                assertThat(view.nodes())
                    .hasSize(3)
                    .allSatisfy(
                        node -> {
                          assertThat(node.status()).isEqualTo("Up");
                          assertThat(node.reachable()).isTrue();
                          assertThat(node.draining()).isFalse();
                          assertThat(node.sessions()).isEqualTo(node.shards());
                          assertThat(node.version()).isEqualTo("1.2.3");
                          assertThat(node.addresses())
                              .containsEntry("http", "at-" + node.address());
                        });
                assertThat(view.shards())
                    .hasSize(EchoNode.SHARDS)
                    .allSatisfy(
                        shard -> {
                          assertThat(shard.node()).isPresent();
                          assertThat(shard.sessions()).isEqualTo(1);
                        });
              });
    }
  }

  @Test
  @Order(1)
  void whereNoRegionAnswersTheViewTellsWhatTheReportsDoAndWhatIsUnknown() {
    EchoNode asked = NODES.get(1);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              ClusterView view =
                  new Survey(new Members(asked.system), asked.placement.known(), EchoNode.SHARDS)
                      .view(Optional.empty());
              assertThat(view.unknown()).hasSize(3);
              assertThat(view.shards()).allMatch(shard -> shard.node().isPresent());
            });
  }

  @Test
  @Order(2)
  void namesThatAreNotThereAreRefused() {
    Placement placement = NODES.get(1).placement;
    String there = NODES.get(0).address;
    for (CompletionStage<?> refused :
        List.of(
            placement.pin("30", there),
            placement.pin("-1", there),
            placement.pin("01", there),
            placement.pin("3", "127.0.0.1:1"),
            placement.unpin("thirty"),
            placement.drain("127.0.0.1:1"),
            placement.undrain("nobody"))) {
      assertThatThrownBy(() -> done(refused))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTargetException.class);
    }
    assertThat(PINS.pins).isEmpty();
  }

  /** Until the coordinator has noticed that the first one is dead. */
  @Test
  @Order(2)
  void aNodeThatDiedAndCameBackAtItsAddressMayHaveTwoRegionsForAMoment() throws Exception {
    EchoNode node = NODES.get(0);
    ActorRefProvider refs = ((ExtendedActorSystem) node.system.classicSystem()).provider();
    String region = "akka://placement@" + NODES.get(1).address + "/system/sharding/echo#";
    ActorRef dead = refs.resolveActorRef(region + 11);
    ActorRef back = refs.resolveActorRef(region + 12);
    assertThat(back).isNotEqualTo(dead);
    PlacementStrategy strategy =
        new PlacementStrategy(
            EchoNode.SETTINGS,
            () -> Knowledge.NOTHING,
            new Members(node.system),
            stranded -> {},
            System::nanoTime);
    Map<ActorRef, IndexedSeq<String>> regions = Map.of(dead, shards("1", "2"), back, shards());

    assertThat(done(FutureConverters.asJava(strategy.rebalance(regions, Set.of())))).isEmpty();
    assertThat(done(FutureConverters.asJava(strategy.allocateShard(dead, "3", regions))))
        .isEqualTo(back);
  }

  private static IndexedSeq<String> shards(String... of) {
    return CollectionConverters.asScala(List.of(of)).toIndexedSeq();
  }

  @Test
  @Order(3)
  void aPinnedShardMovesAndStaysUntilItIsUnpinned() throws Exception {
    String before = NODES.get(0).home(7);
    EchoNode target = other(before);
    done(NODES.get(2).placement.pin("7", target.address));
    await().atMost(SOON).until(() -> NODES.get(0).home(7).equals(target.address));

    done(NODES.get(1).placement.rebalance());
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> NODES.get(0).home(7).equals(target.address));
    assertThat(NODES.get(1).view().shards().get(7).pinnedTo()).contains(target.address);

    done(NODES.get(0).placement.unpin("7"));
    done(NODES.get(0).placement.unpin("7"));
    await().atMost(SOON).until(() -> NODES.get(1).view().shards().get(7).pinnedTo().isEmpty());
  }

  private static List<Integer> shardsOnNodes() throws Exception {
    callAll();
    List<Integer> shards = new ArrayList<>();
    for (EchoNode node : NODES) {
      shards.add(NODES.get(0).view(node).shards());
    }
    return shards;
  }

  @Test
  @Order(3)
  void theLastShardIsBalancedWhenAnOperatorAsks() throws Exception {
    done(NODES.get(2).placement.rebalance());
    await().atMost(SOON).untilAsserted(() -> assertThat(shardsOnNodes()).containsOnly(10));

    String from = NODES.get(0).home(0);
    EchoNode to = other(from);
    done(NODES.get(0).placement.pin("0", to.address));
    await().atMost(SOON).until(() -> NODES.get(0).home(0).equals(to.address));
    done(NODES.get(0).placement.unpin("0"));
    done(NODES.get(1).placement.rebalance());
    await().atMost(SOON).untilAsserted(() -> assertThat(shardsOnNodes()).containsOnly(10));
  }

  /** One call after the other; fails if one is not answered. */
  private static CompletableFuture<Void> callAgainAndAgain(
      EchoNode asked, int shard, AtomicBoolean going, AtomicLong longestNanos) {
    long from = System.nanoTime();
    return asked
        .call(shard)
        .toCompletableFuture()
        .thenComposeAsync(
            home -> {
              longestNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
              return going.get()
                  ? callAgainAndAgain(asked, shard, going, longestNanos)
                  : CompletableFuture.completedFuture(null);
            },
            CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
  }

  @Test
  @Order(4)
  void aDrainedNodeIsEmptiedWhileItsSessionsAnswer() throws Exception {
    EchoNode drained = NODES.get(1);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicLong longestNanos = new AtomicLong();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int shard = 0; shard < EchoNode.SHARDS; shard++) {
      for (EchoNode asked : NODES) {
        callers.add(callAgainAndAgain(asked, shard, going, longestNanos));
      }
    }
    done(NODES.get(2).placement.drain(drained.address));
    done(NODES.get(2).placement.drain(drained.address));
    await().atMost(SOON).until(() -> NODES.get(0).view(drained).shards() == 0);
    assertThat(NODES.get(0).view(drained).draining()).isTrue();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> NODES.get(0).view(drained).shards() == 0);
    going.set(false);
    for (CompletableFuture<Void> caller : callers) {
      caller.get(10, TimeUnit.SECONDS);
    }
    Duration longest = Duration.ofNanos(longestNanos.get());
    System.out.println("longest call while draining: " + longest.toMillis() + " ms");

    done(NODES.get(0).placement.undrain(drained.address));
    await()
        .atMost(SOON)
        .until(
            () -> {
              callAll();
              return NODES.get(0).view(drained).shards() >= 8;
            });
  }

  @Test
  @Order(5)
  void aNewNodeTakesItsShare() throws Exception {
    try (EchoNode newcomer = EchoNode.joining(NODES.get(0), PINS)) {
      await()
          .atMost(SOON)
          .until(
              () -> {
                callAll();
                return NODES.get(0).view(newcomer).shards() >= 5;
              });
      newcomer.leave();
    }
  }

  /** Akka itself leaves such a shard without a home for its hand-off time-out of 60 s. */
  @Test
  @Order(6)
  void aShardThatWasToMoveFromANodeThatHasJustDiedIsBackAsSoonAsTheOthers() throws Exception {
    EchoNode kept = NODES.get(0);
    CountDownLatch over = new CountDownLatch(1);
    try (EchoNode dead = EchoNode.joining(kept, PINS)) {
      done(kept.placement.pin("9", dead.address));
      await().atMost(SOON).until(() -> kept.home(9).equals(dead.address));

      dead.freeze(over);
      done(kept.placement.pin("9", kept.address));

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(TimeoutException.class)
          .until(() -> kept.home(9).equals(kept.address));
      assertThat(kept.view().nodes()).extracting(NodeView::address).doesNotContain(dead.address);
    } finally {
      over.countDown();
      done(kept.placement.unpin("9"));
    }
  }

  @Test
  @Order(7)
  void drainsAndPinsOutliveTheCoordinatorsNode() throws Exception {
    EchoNode oldest = NODES.remove(0);
    EchoNode kept = NODES.get(0);
    EchoNode drained = NODES.get(1);
    done(oldest.placement.pin("3", kept.address));
    done(oldest.placement.pin("4", oldest.address));
    done(kept.placement.drain(drained.address));
    oldest.leave();

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              callAll();
              assertThat(kept.view(drained).shards()).isZero();
              assertThat(kept.view(kept).shards()).isEqualTo(EchoNode.SHARDS);
            });
    assertThat(kept.view().shards().get(3).pinnedTo()).contains(kept.address);
    assertThat(kept.view().shards().get(4).pinnedTo())
        .as("waits for its node")
        .contains(oldest.address);

    done(drained.placement.pin("5", drained.address));
    done(drained.placement.undrain(drained.address));
    await().atMost(SOON).until(() -> kept.home(5).equals(drained.address));
    assertThat(kept.home(3)).isEqualTo(kept.address);
    await().atMost(SOON).untilAsserted(() -> assertThat(kept.view().nodes()).hasSize(2));
  }
}
