package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.remote.testconductor.RoleName;
import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.NodeView;
import io.switchboard.entity.placement.Placement;
import io.switchboard.entity.placement.ShardView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * All shards are pinned to one node under load, and then unpinned and balanced again. Each shard
 * that is in use moves once or twice; no call of the SDK fails, and the pauses are short.
 */
final class MoveSpec extends SwitchboardSpec {
  private static final Nodes NODES =
      // Shards may move again at once.
      Nodes.restartable("a", "b", "c").with("placement.settle-after", "0 s");

  /** Where the operator is. */
  private static final RoleName DESK = NODES.all.get(0);

  /** Generous: several JVMs share two processors here. */
  private static final Duration DONE_WITHIN = Duration.ofSeconds(60);

  MoveSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    Placement placement = startNode().placement();
    awaitMembers(NODES.all.size());
    barrier("the nodes are up");
    barrier("all shards are to be on one node");
    if (on(DESK)) {
      moveAllToOneNode(placement);
    }
    barrier("all shards are on one node");
    barrier("they are to be balanced");
    if (on(DESK)) {
      balance(placement);
    }
    barrier("they are balanced");
  }

  private static void moveAllToOneNode(Placement placement) throws Exception {
    ClusterView before = get(placement.view());
    String target = before.nodes().get(0).address();
    assertThat(inUse(before).stream().filter(shard -> !isOn(shard, target))).isNotEmpty();
    get(
        CompletableFuture.allOf(
            before.shards().stream()
                .map(shard -> placement.pin(shard.shard(), target).toCompletableFuture())
                .toArray(CompletableFuture[]::new)));
    await("every shard in use is on " + target)
        .atMost(DONE_WITHIN)
        .until(
            () -> {
              List<ShardView> used = inUse(get(placement.view()));
              return !used.isEmpty() && used.stream().allMatch(shard -> isOn(shard, target));
            });
  }

  private static void balance(Placement placement) throws Exception {
    ClusterView before = get(placement.view());
    get(
        CompletableFuture.allOf(
            before.shards().stream()
                .map(shard -> placement.unpin(shard.shard()).toCompletableFuture())
                .toArray(CompletableFuture[]::new)));
    get(placement.rebalance());
    await("every node carries sessions")
        .atMost(DONE_WITHIN)
        .until(() -> get(placement.view()).nodes().stream().allMatch(MoveSpec::carriesSessions));
  }

  private static boolean carriesSessions(NodeView node) {
    return node.sessions() > 3;
  }

  private static boolean isOn(ShardView shard, String node) {
    return shard.node().filter(node::equals).isPresent();
  }

  private static List<ShardView> inUse(ClusterView view) {
    return view.shards().stream().filter(shard -> shard.node().isPresent()).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      during(load, "all shards are to be on one node", "all shards are on one node");
      during(load, "they are to be balanced", "they are balanced");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void during(ClusterLoad load, String begin, String end) {
    long from = System.nanoTime();
    barrier(begin);
    barrier(end);
    Pauses.Figures figures = load.pausesSince(end, from, System.nanoTime());
    assertThat(figures.p99Ms()).isLessThanOrEqualTo(ClusterLoad.BUSY_MACHINE.toMillis());
  }
}
