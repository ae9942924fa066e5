package io.switchboard.entity.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.entity.placement.PlacementPlan.Move;
import io.switchboard.entity.placement.PlacementPlan.Why;
import io.switchboard.entity.placement.Situation.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the loads are, plans that are carried out come to an end. Seeds are jqwik's. */
class PlacementConvergenceTest {

  private static PlacementSettings settings(int movesAtOnce, int worthPoints, double worthRatio) {
    return new PlacementSettings(
        movesAtOnce,
        movesAtOnce + 3,
        1_000,
        worthPoints,
        worthRatio,
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2));
  }

  /** Weights from 1 to about 1,000, most of them small. */
  private static PaperCluster anyCluster(Random random) {
    PaperCluster cluster = new PaperCluster();
    int nodes = 1 + random.nextInt(6);
    for (int i = 0; i < nodes; i++) {
      boolean mostly = random.nextInt(8) > 0;
      cluster.nodes.add(
          new Node("n" + i + ":1", mostly, true, random.nextInt(5) == 0, random.nextInt(12) / 11));
    }
    int shards = random.nextInt(80);
    for (int shard = 0; shard < shards; shard++) {
      // Some nodes have much more than others.
      int home = Math.min(random.nextInt(nodes), random.nextInt(nodes));
      String name = Integer.toString(shard);
      cluster.homes.put(name, "n" + home + ":1");
      cluster.weights.put(name, 1 + (long) Math.pow(random.nextDouble() * 5.6, 4));
      if (random.nextInt(10) == 0) {
        cluster.pins.put(name, "n" + random.nextInt(nodes + 1) + ":1");
      }
    }
    cluster.forced = random.nextInt(4) == 0;
    return cluster;
  }

  /** Carries out plans until there is nothing to do; tells the moves. */
  private static List<Move> settle(PaperCluster cluster, PlacementSettings settings) {
    List<Move> all = new ArrayList<>();
    for (int round = 0; round < 1_000; round++) {
      List<Move> moves = cluster.moves(settings);
      if (moves.isEmpty()) {
        return all;
      }
      all.addAll(moves);
      cluster.apply(moves);
    }
    throw new AssertionError("does not come to an end: " + cluster.situation());
  }

  @Property(tries = 2_000)
  void plansThatAreCarriedOutComeToAnEnd(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int movesAtOnce,
      @ForAll @IntRange(min = 1, max = 50) int worth) {
    PlacementSettings settings = settings(movesAtOnce, worth, 0.2);
    PaperCluster cluster = anyCluster(new Random(seed));
    List<Move> moves = settle(cluster, settings);
    assertThat(moves.stream().filter(move -> move.why() != Why.BALANCED))
        .as("a shard moves once at most for a pin or a drain")
        .hasSizeLessThanOrEqualTo(cluster.homes.size());
    assertThat(moves.stream().filter(move -> move.why() == Why.BALANCED))
        .as("balancing")
        .hasSizeLessThanOrEqualTo(2 * cluster.homes.size());
    allIsAsItShouldBe(cluster, settings);
  }

  private static void allIsAsItShouldBe(PaperCluster cluster, PlacementSettings settings) {
    Map<String, Node> nodes = new HashMap<>();
    cluster.nodes.forEach(node -> nodes.put(node.address(), node));
    List<Node> takers = cluster.nodes.stream().filter(Node::canTake).toList();
    cluster.homes.forEach(
        (shard, home) -> {
          Node pin = nodes.get(cluster.pins.getOrDefault(shard, ""));
          boolean movable = nodes.get(home).up();
          if (pin != null && pin.canTake() && movable) {
            assertThat(home).as("pinned shard %s", shard).isEqualTo(pin.address());
          }
          if (nodes.get(home).draining() && movable && !takers.isEmpty()) {
            throw new AssertionError("shard " + shard + " is left on " + home);
          }
        });
    int newest = takers.stream().mapToInt(Node::version).max().orElse(0);
    List<Node> best = takers.stream().filter(node -> node.version() == newest).toList();
    double mean = best.stream().mapToLong(node -> cluster.load(node.address())).average().orElse(0);
    double limit =
        cluster.forced ? 0 : Math.max(settings.worthPoints(), settings.worthRatio() * mean);
    for (Node heavy : best) {
      for (Node light : best) {
        long difference = cluster.load(heavy.address()) - cluster.load(light.address());
        if (difference > limit) {
          assertThat(cluster.homes)
              .as("a shard of %s that would make it better", heavy)
              .noneSatisfy(
                  (shard, home) -> {
                    assertThat(home).isEqualTo(heavy.address());
                    Node pin = nodes.get(cluster.pins.getOrDefault(shard, ""));
                    assertThat(pin == null || !pin.canTake()).isTrue();
                    assertThat(cluster.weights.get(shard)).isLessThanOrEqualTo(difference / 2);
                  });
        }
      }
    }
  }

  @Property(tries = 1_000)
  void movesThatTakeTheirTimeComeToAnEndToo(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int movesAtOnce) {
    Random random = new Random(seed);
    PlacementSettings settings = settings(movesAtOnce, 8, 0.2);
    PaperCluster cluster = anyCluster(random);
    Set<String> balanced = new HashSet<>();
    int idle = 0;
    for (int round = 0; idle < 3; round++) {
      assertThat(round).as("rounds").isLessThan(3_000);
      List<Move> moves = cluster.moves(settings);
      moves.forEach(move -> cluster.underWay.put(move.shard(), move.to()));
      moves.stream()
          .filter(move -> move.why() == Why.BALANCED)
          .forEach(m -> balanced.add(m.shard()));
      long leaving = cluster.underWay.keySet().stream().filter(cluster.homes::containsKey).count();
      assertThat(leaving).isLessThanOrEqualTo(settings.drainMovesAtOnce());
      // Some hand over, and some of those that did are called again.
      for (String shard : List.copyOf(cluster.underWay.keySet())) {
        if (cluster.homes.containsKey(shard) && random.nextBoolean()) {
          cluster.homes.remove(shard);
        } else if (!cluster.homes.containsKey(shard) && random.nextBoolean()) {
          cluster.homes.put(shard, cluster.plan(settings).place(shard).orElseThrow());
          cluster.underWay.remove(shard);
        }
      }
      balanced.retainAll(cluster.underWay.keySet());
      balanced.retainAll(cluster.homes.keySet());
      cluster.balancing = !balanced.isEmpty();
      idle = moves.isEmpty() && cluster.underWay.isEmpty() ? idle + 1 : 0;
    }
    allIsAsItShouldBe(cluster, settings);
  }

  @Property(tries = 1_000)
  void loadsThatVaryALittleMoveNothing(@ForAll long seed) {
    Random random = new Random(seed);
    PlacementSettings settings = settings(900, 400, 0);
    PaperCluster cluster = anyCluster(random);
    cluster.forced = false;
    cluster.weights.replaceAll((shard, weight) -> weight + 10);
    settle(cluster, settings);
    List<Node> takers = cluster.nodes.stream().filter(Node::canTake).toList();
    long most = takers.stream().mapToLong(node -> cluster.load(node.address())).max().orElse(0);
    long least = takers.stream().mapToLong(node -> cluster.load(node.address())).min().orElse(0);
    if (most - least > 200) {
      return; // A shard or a pin that cannot be balanced away.
    }
    // Up to 80 shards, by 1 each: at most 160 between two nodes.
    cluster.weights.replaceAll((shard, weight) -> weight + random.nextInt(3) - 1);
    assertThat(cluster.moves(settings)).isEmpty();
  }

  /** The control: a rule without care, which the check above would find out. */
  @Property(tries = 20)
  void aRuleThatMovesTheHeaviestShardToTheLightestNodeDoesNotEnd(@ForAll long seed) {
    PaperCluster cluster =
        new PaperCluster()
            .with(PaperCluster.node("a:1"), PaperCluster.node("b:1"))
            .carry("a:1", 1, 100);
    cluster.carry("b:1", 1 + new Random(seed).nextInt(9), 3);
    int moved = 0;
    while (moved < 1_000 && Math.abs(cluster.load("a:1") - cluster.load("b:1")) > 8) {
      String heavy = cluster.load("a:1") > cluster.load("b:1") ? "a:1" : "b:1";
      String shard =
          cluster.homes.keySet().stream()
              .filter(it -> cluster.homes.get(it).equals(heavy))
              .max(java.util.Comparator.comparingLong(cluster.weights::get))
              .orElseThrow();
      cluster.homes.put(shard, heavy.equals("a:1") ? "b:1" : "a:1");
      moved++;
    }
    assertThat(moved).isEqualTo(1_000);
  }
}
