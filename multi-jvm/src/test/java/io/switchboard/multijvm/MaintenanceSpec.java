package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;

/**
 * What an operator does to a cluster under load: all shards are pinned to one node, then unpinned
 * and balanced, so that each one in use moves once or twice; then every node is stopped in order
 * and started again. No call of the SDK fails, and each session pauses shortly: the promise is a
 * second.
 */
final class MaintenanceSpec extends SwitchboardSpec {
  private static final Nodes NODES =
      // Shards may move again at once, so that some still do when the restarts begin.
      Nodes.restartable("a", "b", "c").with("placement.settle-after", "0 s");

  /** Where the operator is. */
  private static final RoleName DESK = NODES.all.get(0);

  MaintenanceSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    ShardMoves moves = new ShardMoves(startNode().placement());
    awaitMembers(NODES.all.size());
    barrier("the nodes are up");
    barrier("all shards are to be on one node");
    if (on(DESK)) {
      moves.moveAllToOneNode();
    }
    barrier("all shards are on one node");
    barrier("they are to be balanced");
    if (on(DESK)) {
      moves.balance();
    }
    barrier("they are balanced");
    for (RoleName next : NODES.all) {
      if (on(next)) {
        awaitSessions();
      }
      barrier(next.name() + " is to stop");
      if (on(next)) {
        stopNode();
      }
      barrier(next.name() + " has stopped");
      barrier(next.name() + " is to start again");
      if (on(next)) {
        startNode();
        awaitMembers(NODES.all.size());
      }
      barrier(next.name() + " is back");
    }
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      during(load, "all shards are to be on one node", "all shards are on one node");
      during(load, "they are to be balanced", "they are balanced");
      for (RoleName next : NODES.all) {
        during(load, next.name() + " is to stop", next.name() + " has stopped");
        during(load, next.name() + " is to start again", next.name() + " is back");
      }
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void during(ClusterLoad load, String begin, String end) {
    long from = System.nanoTime();
    barrier(begin);
    barrier(end);
    System.out.printf("%s after %d ms%n", end, millisSince(from));
    Pauses.Figures figures = load.pausesSince(end, from, System.nanoTime());
    assertThat(figures.p99Ms()).isLessThanOrEqualTo(ClusterLoad.BUSY_MACHINE.toMillis());
  }
}
