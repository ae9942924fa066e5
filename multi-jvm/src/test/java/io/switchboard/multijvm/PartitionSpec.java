package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;
import akka.remote.testkit.Direction;
import java.time.Duration;
import java.util.List;

/**
 * The network between four nodes is broken, while Kafka, Cassandra and the clients reach all of
 * them: for a moment, after which all go on as before; between one node and the three others, so
 * that the one ends and its sessions go on elsewhere; and between one of those three and the two
 * others in one direction only. What a cut-off node still did is fenced.
 */
final class PartitionSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c", "d");
  private static final RoleName CUT_OFF = NODES.all.get(3);
  private static final RoleName MUTE = NODES.all.get(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);

  /** Longer than a node may be silent, and shorter than it takes to be given up. */
  private static final Duration MOMENT = Duration.ofSeconds(4);

  PartitionSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(4);
    barrier("the nodes are up");
    barrier("the network was broken for a moment");
    awaitMembers(4);
    barrier("all go on");
    if (on(CUT_OFF)) {
      awaitEnd(ENDS_WITHIN);
      return;
    }
    barrier("one is cut off");
    awaitMembers(3);
    barrier("three are left");
    if (on(MUTE)) {
      awaitEnd(ENDS_WITHIN);
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
      breakForAMoment(load, three);
      barrier("the network was broken for a moment");
      barrier("all go on");
      part(load, "cut off both ways", CUT_OFF, three, Direction.Both$.MODULE$);
      barrier("one is cut off");
      barrier("three are left");
      part(load, "mute", MUTE, three.subList(0, 2), Direction.Send$.MODULE$);
      barrier("one is mute");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void breakForAMoment(ClusterLoad load, List<RoleName> three) throws InterruptedException {
    long from = System.nanoTime();
    three.forEach(other -> blackhole(CUT_OFF, other, Direction.Both$.MODULE$));
    // The length of the fault, not a wait for something.
    Thread.sleep(MOMENT.toMillis());
    three.forEach(other -> passThrough(CUT_OFF, other, Direction.Both$.MODULE$));
    load.pausesSince("broken for " + MOMENT, from, System.nanoTime());
  }

  /** Returns when the node has ended, and every session answers. */
  private void part(
      ClusterLoad load, String what, RoleName one, List<RoleName> others, Direction direction) {
    release(one);
    long from = System.nanoTime();
    others.forEach(other -> blackhole(one, other, direction));
    long ended = awaitTold(one, "ended", ENDS_WITHIN, from);
    System.out.printf("FIGURES %s: %s has ended after %d ms%n", what, one.name(), ended);
    // Until it ends, a cut-off node may still serve the sessions that it owned.
    load.pausesSince(what, from, System.nanoTime());
  }
}
