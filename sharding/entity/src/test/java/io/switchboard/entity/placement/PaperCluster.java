package io.switchboard.entity.placement;

import io.switchboard.entity.placement.PlacementPlan.Move;
import io.switchboard.entity.placement.Situation.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster on paper, which carries out what plans say: how tests make situations. */
final class PaperCluster {
  final List<Node> nodes = new ArrayList<>();
  final Map<String, String> homes = new HashMap<>();
  final Map<String, Long> weights = new HashMap<>();
  final Map<String, String> pins = new HashMap<>();
  final Map<String, String> underWay = new HashMap<>();
  final Set<String> resting = new HashSet<>();
  boolean balancing;
  boolean calm = true;
  boolean steady = true;
  boolean forced;

  static Node node(String address) {
    return new Node(address, true, true, false, 0);
  }

  static Node draining(String address) {
    return new Node(address, true, true, true, 0);
  }

  PaperCluster with(Node... more) {
    nodes.addAll(List.of(more));
    return this;
  }

  /** Puts shards of a weight on a node, numbered on from those that are there. */
  PaperCluster carry(String node, int shards, long weight) {
    for (int i = 0; i < shards; i++) {
      String shard = Integer.toString(homes.size());
      homes.put(shard, node);
      weights.put(shard, weight);
    }
    return this;
  }

  Situation situation() {
    return new Situation(
        nodes, homes, weights, pins, underWay, balancing, resting, calm, steady, forced);
  }

  PlacementPlan plan(PlacementSettings settings) {
    return new PlacementPlan(situation(), settings);
  }

  List<Move> moves(PlacementSettings settings) {
    return plan(settings).moves();
  }

  /** Every move arrives at once. */
  void apply(List<Move> moves) {
    moves.forEach(move -> homes.put(move.shard(), move.to()));
  }

  long load(String node) {
    return homes.entrySet().stream()
        .filter(home -> home.getValue().equals(node))
        .mapToLong(home -> weights.getOrDefault(home.getKey(), 1L))
        .sum();
  }

  long shardsOn(String node) {
    return homes.values().stream().filter(node::equals).count();
  }
}
