package io.switchboard.entity.placement;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Where the sessions' shards go: the strategy for sharding, and what operators do about it. */
public final class Placement implements PlacementControl {

  /**
   * Begins to follow loads, pins and drains. To be called before sharding starts, on every node of
   * the cluster, also on those that carry no shards.
   *
   * @param type the sharded entities
   * @param shards number of shards of the cluster
   * @param facts what this node tells the others; asked whenever it reports
   */
  public static Placement start(
      ActorSystem<?> system,
      EntityTypeKey<?> type,
      int shards,
      PlacementSettings settings,
      ShardPins pins,
      Supplier<PeerFacts> facts) {
    throw new UnsupportedOperationException("not yet");
  }

  private Placement() {}

  /** For {@code Entity.withAllocationStrategy}, on every node. */
  public ShardAllocationStrategy strategy() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<ClusterView> view() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<Done> pin(String shard, String node) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<Done> unpin(String shard) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<Done> rebalance() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<Done> drain(String node) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public CompletionStage<Done> undrain(String node) {
    throw new UnsupportedOperationException("not yet");
  }
}
