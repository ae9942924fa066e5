package io.switchboard.node;

import akka.Done;
import io.switchboard.entity.placement.ClusterView;
import io.switchboard.entity.placement.PlacementControl;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands in until the placement of shards is wired: every call fails. */
final class PlacementAway implements PlacementControl {
  private static <T> CompletionStage<T> away() {
    return CompletableFuture.failedFuture(
        new IllegalStateException("the placement of shards is not there yet"));
  }

  @Override
  public CompletionStage<ClusterView> view() {
    return away();
  }

  @Override
  public CompletionStage<Done> pin(String shard, String node) {
    return away();
  }

  @Override
  public CompletionStage<Done> unpin(String shard) {
    return away();
  }

  @Override
  public CompletionStage<Done> rebalance() {
    return away();
  }

  @Override
  public CompletionStage<Done> drain(String node) {
    return away();
  }

  @Override
  public CompletionStage<Done> undrain(String node) {
    return away();
  }
}
