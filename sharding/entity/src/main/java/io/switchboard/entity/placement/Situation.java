package io.switchboard.entity.placement;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan is made from: a picture of the cluster at one moment, without Akka.
 *
 * @param nodes those that can carry shards
 * @param homes the node's address by shard; a shard that nobody called yet has none
 * @param weights load of a shard in points, at least 1; 1 where there is no entry
 * @param pins the node's address by shard; it need not be among the nodes
 * @param underWay where a shard goes that was told to leave and is not placed again, by shard
 * @param balancing whether some of that is to balance
 * @param resting shards that moved a short while ago
 * @param calm whether shards may move at all: every member must hear of it
 * @param steady whether it is a good time to balance: nobody comes or goes, every load is known
 * @param forced whether to balance although it is not worth it
 */
record Situation(
    List<Node> nodes,
    Map<String, String> homes,
    Map<String, Long> weights,
    Map<String, String> pins,
    Map<String, String> underWay,
    boolean balancing,
    Set<String> resting,
    boolean calm,
    boolean steady,
    boolean forced) {

  /**
   * A node that can carry shards.
   *
   * @param address {@code host:port}
   * @param up whether it is a full member that is not about to leave
   * @param version rank of its version; a higher one is newer
   */
  record Node(String address, boolean up, boolean reachable, boolean draining, int version) {
    boolean canTake() {
      return up && reachable && !draining;
    }
  }

  long weight(String shard) {
    return Math.max(1, weights.getOrDefault(shard, 1L));
  }
}
