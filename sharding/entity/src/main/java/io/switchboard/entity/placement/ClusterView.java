package io.switchboard.entity.placement;

import java.util.List;

/**
 * The cluster as the node that was asked sees it, a few seconds old at most where all nodes answer.
 *
 * @param self {@code host:port} of the node that was asked
 * @param nodes all members, by address
 * @param shards all shards of the cluster, by number
 * @param unknown what could not be learned in time, a sentence each; empty if this is everything
 */
public record ClusterView(
    String self, List<NodeView> nodes, List<ShardView> shards, List<String> unknown) {
  public ClusterView {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
    unknown = List.copyOf(unknown);
  }

  /** With nothing unknown. */
  public ClusterView(String self, List<NodeView> nodes, List<ShardView> shards) {
    this(self, nodes, shards, List.of());
  }
}
