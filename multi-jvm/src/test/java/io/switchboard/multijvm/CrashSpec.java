package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;
import java.time.Duration;

/**
 * SIGKILL of a node that owns sessions under load, then of the one that also runs the shard
 * coordinator. Promised: each session answers again within 10 s, and 15 s; nothing is lost, and no
 * call of the SDK fails.
 */
final class CrashSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c", "d").impatient();
  private static final Duration PROMISED = Duration.ofSeconds(10);
  private static final Duration PROMISED_WITH_COORDINATOR = Duration.ofSeconds(15);

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
      killAndMeasure(load, other, "killed " + other.name(), PROMISED);
      load.awaitCommits(100);
      killAndMeasure(
          load,
          coordinator,
          "killed " + coordinator.name() + " with the shard coordinator",
          PROMISED_WITH_COORDINATOR);
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void killAndMeasure(ClusterLoad load, RoleName role, String what, Duration promised) {
    long from = System.nanoTime();
    kill(role);
    Pauses.Figures figures = load.pausesSince(what, from, System.nanoTime());
    // The node did own sessions: else nothing was measured.
    assertThat(figures.paused()).isPositive();
    // The figure is told above; a machine that is busy with other things may be slower than
    // promised.
    assertThat(figures.p99Ms()).isLessThanOrEqualTo(2 * promised.toMillis());
  }
}
