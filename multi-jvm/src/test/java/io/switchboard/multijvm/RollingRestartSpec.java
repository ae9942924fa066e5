package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;

/**
 * Every node is stopped in order under load and started again. No call of the SDK fails, and each
 * session pauses shortly: the promise is a second.
 */
final class RollingRestartSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.restartable("a", "b", "c");

  /** Generous: several JVMs share two processors here, and each has just begun to compile. */
  RollingRestartSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(NODES.all.size());
    barrier("the nodes are up");
    for (RoleName next : NODES.all) {
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
      for (RoleName next : NODES.all) {
        long from = System.nanoTime();
        barrier(next.name() + " is to stop");
        barrier(next.name() + " has stopped");
        System.out.printf("%s has stopped after %d ms%n", next.name(), millisSince(from));
        Pauses.Figures drain = load.pausesSince("drained " + next.name(), from, System.nanoTime());
        long startAgain = System.nanoTime();
        barrier(next.name() + " is to start again");
        barrier(next.name() + " is back");
        Pauses.Figures join =
            load.pausesSince("started " + next.name() + " again", startAgain, System.nanoTime());
        assertThat(drain.p99Ms()).isLessThanOrEqualTo(ClusterLoad.BUSY_MACHINE.toMillis());
        assertThat(join.p99Ms()).isLessThanOrEqualTo(ClusterLoad.BUSY_MACHINE.toMillis());
      }
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }
}
