package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;

/**
 * SIGKILL of a node that owns sessions under load, then of the one that also runs the shard
 * coordinator. Promised: each session answers again within 10 s, and 15 s; nothing is lost, and no
 * call of the SDK fails.
 */
final class CrashSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c", "d").impatient();

  CrashSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(NODES.all.size());
    barrier("the nodes are up");
    oldest();
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    RoleName coordinator = oldest();
    RoleName other =
        nodes.all.stream().filter(role -> !role.equals(coordinator)).findFirst().orElseThrow();
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      killAndMeasure(load, other, "killed " + other.name());
      load.awaitCommits(100);
      killAndMeasure(
          load, coordinator, "killed " + coordinator.name() + " with the shard coordinator");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void killAndMeasure(ClusterLoad load, RoleName role, String what) {
    long from = System.nanoTime();
    kill(role);
    Pauses.Figures figures = load.pausesSince(what, from, System.nanoTime());
    // The node did own sessions: else nothing was measured.
    assertThat(figures.paused()).isPositive();
    assertThat(figures.p99Ms()).isLessThanOrEqualTo(ClusterLoad.BUSY_MACHINE.toMillis());
  }
}
