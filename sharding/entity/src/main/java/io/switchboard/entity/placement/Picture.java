package io.switchboard.entity.placement;

import io.switchboard.entity.placement.Situation.Node;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who carries how much, as if everything that is under way had arrived: what a plan calculates
 * with, and changes as it decides.
 */
final class Picture {
  /** By number where both are numbers of the same length, as they are in practice. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Situation situation;
  private final Map<String, Long> loads = new HashMap<>();
  private final Map<String, TreeSet<String>> shards = new HashMap<>();

  Picture(Situation situation) {
    this.situation = situation;
    for (Node node : situation.nodes()) {
      loads.put(node.address(), 0L);
      shards.put(node.address(), new TreeSet<>(BY_NUMBER));
    }
    situation
        .homes()
        .forEach((shard, home) -> add(shard, situation.underWay().getOrDefault(shard, home)));
    situation
        .underWay()
        .forEach(
            (shard, target) -> {
              if (!situation.homes().containsKey(shard)) {
                add(shard, target);
              }
            });
  }

  private void add(String shard, String node) {
    // A target that is gone carries nothing.
    if (loads.containsKey(node)) {
      loads.merge(node, situation.weight(shard), Long::sum);
      shards.get(node).add(shard);
    }
  }

  void move(String shard, String from, String to) {
    loads.merge(from, -situation.weight(shard), Long::sum);
    shards.get(from).remove(shard);
    add(shard, to);
  }

  long load(String node) {
    return loads.getOrDefault(node, 0L);
  }

  /** In the order of their numbers. */
  Collection<String> shardsOn(String node) {
    return shards.get(node);
  }

  /** The least loaded; among equals the one with fewer shards, then the first by address. */
  Optional<Node> least(Collection<Node> among) {
    return among.stream().min(byLoad());
  }

  Comparator<Node> byLoad() {
    return Comparator.comparingLong((Node node) -> load(node.address()))
        .thenComparingInt(node -> shards.get(node.address()).size())
        .thenComparing(Node::address);
  }

  /** Mean load of these nodes. */
  double mean(Collection<Node> of) {
    return of.stream().mapToLong(node -> load(node.address())).average().orElse(0);
  }
}
