package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.NodeView;
import io.switchboard.entity.placement.Placement;
import io.switchboard.entity.placement.ShardView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What an operator does with shards; each returns when the shards are where they were to go. */
final class ShardMoves {
  /** Generous: several JVMs share two processors here. */
  private static final Duration DONE_WITHIN = Duration.ofSeconds(60);

  private final Placement placement;

  ShardMoves(Placement placement) {
    this.placement = placement;
  }

  /** Pins all shards to one node, on which not all of them are yet. */
  void moveAllToOneNode() throws Exception {
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

  /** Takes all pins away and asks for balance. */
  void balance() throws Exception {
    ClusterView before = get(placement.view());
    get(
        CompletableFuture.allOf(
            before.shards().stream()
                .map(shard -> placement.unpin(shard.shard()).toCompletableFuture())
                .toArray(CompletableFuture[]::new)));
    get(placement.rebalance());
    await("every node carries sessions")
        .atMost(DONE_WITHIN)
        .until(() -> get(placement.view()).nodes().stream().allMatch(ShardMoves::carriesSessions));
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
}
