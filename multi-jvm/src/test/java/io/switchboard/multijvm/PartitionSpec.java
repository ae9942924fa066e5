package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;
import akka.remote.testkit.Direction;
import java.time.Duration;
import java.util.List;

/**
 * One of four nodes is cut off both ways, and then one of the three others in one direction only,
 * while Kafka, Cassandra and the clients reach all of them. The minority's node ends; its sessions
 * go on elsewhere; what it still did is fenced.
 */
final class PartitionSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c", "d");
  private static final RoleName CUT_OFF = NODES.all.get(3);
  private static final RoleName MUTE = NODES.all.get(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

  PartitionSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(4);
    barrier("the nodes are up");
    if (on(CUT_OFF)) {
      awaitEnd(Duration.ofSeconds(35));
      return;
    }
    barrier("one is cut off");
    awaitMembers(3);
    barrier("three are left");
    if (on(MUTE)) {
      awaitEnd(Duration.ofSeconds(35));
      return;
    }
    barrier("one is mute");
    awaitMembers(2);
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      List<RoleName> three = nodes.all.subList(0, 3);
      part(load, "cut off both ways", CUT_OFF, three, Direction.Both$.MODULE$);
      barrier("one is cut off");
      barrier("three are left");
      part(load, "mute", MUTE, three.subList(0, 2), Direction.Send$.MODULE$);
      barrier("one is mute");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  /** Returns when the node has ended, the network is whole again, and every session answers. */
  private void part(
      ClusterLoad load, String what, RoleName one, List<RoleName> others, Direction direction) {
    release(one);
    long from = System.nanoTime();
    others.forEach(other -> blackhole(one, other, direction));
    long ended = awaitTold(one, "ended", ENDS_WITHIN, from);
    others.forEach(other -> passThrough(one, other, direction));
    System.out.printf("FIGURES %s: %s has ended after %d ms%n", what, one.name(), ended);
    Pauses.Figures figures = load.pausesSince(what, from, System.nanoTime());
    assertThat(figures.paused()).isPositive();
  }
}
