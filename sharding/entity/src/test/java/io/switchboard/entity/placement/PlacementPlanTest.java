package io.switchboard.entity.placement;

import static io.switchboard.entity.placement.PaperCluster.draining;
import static io.switchboard.entity.placement.PaperCluster.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.entity.placement.PlacementPlan.Move;
import io.switchboard.entity.placement.PlacementPlan.Why;
import io.switchboard.entity.placement.Situation.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementPlanTest {
  private static final PlacementSettings SETTINGS = PlacementSettings.DEFAULTS;

  private final PaperCluster cluster = new PaperCluster();

  private String place(String shard) {
    return cluster.plan(SETTINGS).place(shard).orElseThrow();
  }

  @Test
  void aNewShardGoesToTheLeastLoadedNode() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 1, 50).carry("b:1", 10, 4);
    assertThat(place("99")).isEqualTo("b:1");
  }

  @Test
  void amongEqualsTheOneWithFewerShardsAndThenTheFirstByAddress() {
    cluster.with(node("b:1"), node("a:1")).carry("a:1", 1, 10).carry("b:1", 2, 5);
    assertThat(place("99")).isEqualTo("a:1");
    assertThat(new PaperCluster().with(node("b:1"), node("a:1")).plan(SETTINGS).place("0"))
        .contains("a:1");
  }

  @Test
  void aPinWinsOverTheLoad() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 1, 50);
    cluster.pins.put("99", "a:1");
    assertThat(place("99")).isEqualTo("a:1");
  }

  @Test
  void aPinIsNotHonouredWhileItsNodeIsAwayDrainingLeavingOrUnreachable() {
    for (Node away :
        List.of(
            node("c:1"),
            draining("a:1"),
            new Node("a:1", false, true, false, 0),
            new Node("a:1", true, false, false, 0))) {
      PaperCluster some = new PaperCluster().with(away, node("b:1")).carry("b:1", 9, 9);
      some.pins.put("99", "a:1");
      assertThat(some.plan(SETTINGS).place("99")).as("%s", away).isNotEqualTo("a:1").isPresent();
      assertThat(some.moves(SETTINGS)).noneMatch(move -> move.why() == Why.PINNED);
    }
  }

  @Test
  void nodesOfAnOlderVersionGetNothingNew() {
    cluster.with(node("a:1"), new Node("b:1", true, true, false, 1)).carry("b:1", 9, 9);
    assertThat(place("99")).isEqualTo("b:1");
  }

  @Test
  void ifAllNodesDrainTheLeastLoadedOfThemServesAllTheSame() {
    cluster.with(draining("a:1"), draining("b:1")).carry("a:1", 1, 1);
    assertThat(place("99")).isEqualTo("b:1");
    assertThat(cluster.moves(SETTINGS)).isEmpty();
  }

  @Test
  void withoutAnyNodeThereIsNoPlace() {
    assertThat(cluster.plan(SETTINGS).place("0")).isEmpty();
  }

  @Test
  void pinsAreHonouredBeforeAnythingElse() {
    cluster.with(node("a:1"), node("b:1"), draining("c:1"));
    cluster.carry("a:1", 40, 5).carry("c:1", 40, 5);
    for (int shard = 0; shard < 15; shard++) {
      cluster.pins.put(Integer.toString(shard), "b:1");
    }
    List<Move> moves = cluster.moves(SETTINGS);
    assertThat(moves).filteredOn(move -> move.why() == Why.PINNED).hasSize(10);
    assertThat(moves.subList(0, 10)).allMatch(move -> move.why() == Why.PINNED);
    assertThat(moves).filteredOn(move -> move.why() == Why.DRAINED).hasSize(10);
  }

  @Test
  void aPinnedShardStaysWhereItIsPinned() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 50, 5);
    cluster.homes.keySet().forEach(shard -> cluster.pins.put(shard, "a:1"));
    assertThat(cluster.moves(SETTINGS)).isEmpty();
  }

  @Test
  void aDrainingNodeIsEmptiedManyShardsAtATime() {
    cluster.with(draining("a:1"), node("b:1"), node("c:1")).carry("a:1", 50, 5);
    List<Move> moves = cluster.moves(SETTINGS);
    assertThat(moves).hasSize(SETTINGS.drainMovesAtOnce());
    cluster.apply(moves);
    assertThat(cluster.load("b:1")).isEqualTo(cluster.load("c:1"));
  }

  @Test
  void whatIsUnderWayCountsAgainstTheBound() {
    cluster.with(draining("a:1"), node("b:1")).carry("a:1", 50, 5);
    for (int shard = 0; shard < 15; shard++) {
      cluster.underWay.put(Integer.toString(shard), "b:1");
    }
    List<Move> moves = cluster.moves(SETTINGS);
    assertThat(moves).hasSize(5).noneMatch(move -> cluster.underWay.containsKey(move.shard()));
  }

  @Test
  void whatIsUnderWayIsNotPlannedTwice() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 20, 1);
    List<Move> first = cluster.moves(SETTINGS);
    first.forEach(move -> cluster.underWay.put(move.shard(), move.to()));
    assertThat(first).hasSize(8);
    cluster.balancing = true;
    assertThat(cluster.moves(SETTINGS)).as("as good as balanced").isEmpty();
  }

  @Test
  void aPinThatIsCarriedOutDoesNotMakeASmallImbalanceWorthAMove() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 53, 1).carry("b:1", 47, 1);
    cluster.underWay.put("99", "b:1");
    assertThat(cluster.moves(SETTINGS)).isEmpty();
    cluster.balancing = true;
    assertThat(cluster.moves(SETTINGS)).as("what began goes on").isNotEmpty();
  }

  @Test
  void aShardThatLeftGoesWhereItWasMeantTo() {
    cluster.with(node("a:1"), node("b:1"), node("c:1")).carry("b:1", 3, 1);
    cluster.underWay.put("99", "b:1");
    assertThat(place("99")).isEqualTo("b:1");
    cluster.nodes.set(1, draining("b:1"));
    assertThat(place("99")).as("not any more").isNotEqualTo("b:1");
  }

  @Test
  void nothingMovesWhileANodeCannotBeHeard() {
    cluster.with(draining("a:1"), node("b:1")).carry("a:1", 50, 5);
    cluster.pins.put("0", "b:1");
    cluster.calm = false;
    assertThat(cluster.moves(SETTINGS)).isEmpty();
  }

  @Test
  void nothingIsBalancedWhileNodesComeAndGo() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 50, 5);
    cluster.steady = false;
    assertThat(cluster.moves(SETTINGS)).isEmpty();
    cluster.pins.put("0", "b:1");
    assertThat(cluster.moves(SETTINGS)).hasSize(1);
  }

  @Test
  void aNewNodeTakesItsShareAndThenNothingMoves() {
    cluster.with(node("a:1"), node("b:1"), node("c:1")).carry("a:1", 50, 1).carry("b:1", 50, 1);
    int moved = 0;
    for (List<Move> moves = cluster.moves(SETTINGS); !moves.isEmpty(); ) {
      cluster.apply(moves);
      moved += moves.size();
      moves = cluster.moves(SETTINGS);
    }
    assertThat(moved).isBetween(28, 34);
    assertThat(cluster.shardsOn("c:1")).isBetween(28L, 34L);
  }

  @Test
  void aSmallImbalanceIsNotWorthAMoveUnlessAnOperatorSaysSo() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 54, 1).carry("b:1", 46, 1);
    assertThat(cluster.moves(SETTINGS)).isEmpty();
    cluster.forced = true;
    assertThat(cluster.moves(SETTINGS)).hasSize(4).allMatch(move -> move.why() == Why.BALANCED);
  }

  @Test
  void aShardThatIsTheWholeLoadStays() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 1, 1_000);
    cluster.forced = true;
    assertThat(cluster.moves(SETTINGS)).isEmpty();
  }

  @Test
  void besideAShardThatCannotMoveTheOthersAreBalanced() {
    cluster.with(node("a:1"), node("b:1"), node("c:1"));
    cluster.carry("a:1", 1, 1_000).carry("b:1", 60, 10);
    cluster.apply(cluster.moves(SETTINGS));
    assertThat(cluster.load("a:1")).isEqualTo(1_000);
    assertThat(cluster.load("c:1")).isEqualTo(100);
  }

  @Test
  void aShardThatJustMovedIsNotBalancedAgain() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 20, 5);
    cluster.resting.addAll(Set.of("3", "4"));
    assertThat(cluster.moves(SETTINGS))
        .hasSize(10)
        .noneMatch(m -> cluster.resting.contains(m.shard()));
    cluster.resting.addAll(new HashSet<>(cluster.homes.keySet()));
    assertThat(cluster.moves(SETTINGS)).isEmpty();
  }

  @Test
  void fewHeavyShardsMoveRatherThanManyLightOnes() {
    cluster.with(node("a:1"), node("b:1")).carry("a:1", 50, 1).carry("a:1", 1, 30);
    assertThat(cluster.moves(SETTINGS).get(0).shard()).isEqualTo("50");
  }
}
