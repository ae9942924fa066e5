package io.switchboard.entity.placement;

import akka.Done;
import java.util.concurrent.CompletionStage;

/**
 * What an operator sees of the placement, and can do to it. Every node of the cluster can be asked.
 *
 * <p>Nodes are named by {@code host:port} of Artery, shards by their number. Everything may be
 * repeated. A stage completes when the intent is recorded; what becomes of it is seen in {@link
 * #view}. It fails with {@link UnknownTargetException} if there is no such node or shard, and with
 * the store's or Akka's exception if the intent could not be recorded. Thread-safe.
 */
public interface PlacementControl {
  /** Nodes and shards. Bounded in time: what did not answer is told in the view. */
  CompletionStage<ClusterView> view();

  /**
   * From now on the shard is on this node, whenever the node is there, reachable and not draining.
   */
  CompletionStage<Done> pin(String shard, String node);

  /** The shard goes again where the load says; it does not move for that alone. */
  CompletionStage<Done> unpin(String shard);

  /** Balances now, also if the imbalance would not be worth it. */
  CompletionStage<Done> rebalance();

  /** Moves everything away from this incarnation of the node, and keeps it empty. */
  CompletionStage<Done> drain(String node);

  /** The node may carry shards again. */
  CompletionStage<Done> undrain(String node);
}
