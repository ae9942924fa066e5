package io.switchboard.node.management;

import akka.Done;
import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.NodeView;
import io.switchboard.entity.placement.PlacementControl;
import io.switchboard.entity.placement.ShardView;
import io.switchboard.entity.placement.UnknownTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;

/** Two nodes and twelve shards, even ones on the first; does at once what it is told. */
final class PlacementDouble implements PlacementControl {
  static final int SHARDS = 12;
  static final String ONE = "10.0.0.1:25520";
  static final String TWO = "[fd00::2]:25520";

  final Map<String, String> pins = new ConcurrentSkipListMap<>();
  final Set<String> draining = new ConcurrentSkipListSet<>();
  volatile int rebalanced;
  volatile boolean isAway;

  @Override
  public CompletionStage<ClusterView> view() {
    if (isAway) {
      return CompletableFuture.failedFuture(new IllegalStateException("the coordinator is away"));
    }
    List<ShardView> shards =
        IntStream.range(0, SHARDS)
            .map(i -> SHARDS - 1 - i)
            .mapToObj(
                i ->
                    new ShardView(
                        Integer.toString(i),
                        i == 11 ? Optional.empty() : Optional.of(i % 2 == 0 ? ONE : TWO),
                        i,
                        10L * i,
                        Optional.ofNullable(pins.get(Integer.toString(i)))))
            .toList();
    return CompletableFuture.completedFuture(
        new ClusterView(
            ONE,
            List.of(node(TWO, Map.of("http", "fd00::2:9080")), node(ONE, Map.of())),
            shards,
            List.of("node 3 did not answer")));
  }

  private NodeView node(String address, Map<String, String> addresses) {
    return new NodeView(
        address,
        Long.MIN_VALUE,
        new TreeSet<>(Set.of("backend", "api")),
        "Up",
        true,
        draining.contains(address),
        6,
        30,
        1000,
        "1.2",
        new TreeMap<>(addresses));
  }

  private static CompletionStage<Done> known(Optional<String> node, Runnable action) {
    if (node.isPresent() && !node.get().equals(ONE) && !node.get().equals(TWO)) {
      return CompletableFuture.failedFuture(UnknownTargetException.node(node.get()));
    }
    action.run();
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  private static CompletionStage<Done> known(String shard, String node, Runnable action) {
    return Integer.parseInt(shard) >= SHARDS
        ? CompletableFuture.failedFuture(UnknownTargetException.shard(shard, SHARDS))
        : known(Optional.of(node), action);
  }

  @Override
  public CompletionStage<Done> pin(String shard, String node) {
    return known(shard, node, () -> pins.put(shard, node));
  }

  @Override
  public CompletionStage<Done> unpin(String shard) {
    return known(shard, ONE, () -> pins.remove(shard));
  }

  @Override
  public CompletionStage<Done> rebalance() {
    return known(Optional.empty(), () -> rebalanced++);
  }

  @Override
  public CompletionStage<Done> drain(String node) {
    return known(Optional.of(node), () -> draining.add(node));
  }

  @Override
  public CompletionStage<Done> undrain(String node) {
    return known(Optional.of(node), () -> draining.remove(node));
  }
}
