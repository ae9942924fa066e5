package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;
import akka.remote.testkit.Direction;
import java.time.Duration;
import java.util.List;

/**
 * Of five nodes some are not heard any more, while Kafka, Cassandra and the clients reach all of
 * them. First for a moment, after which all go on as before. Then one is frozen (SIGSTOP) for so
 * long that the others give it up, and wakes up with all its sockets, its sessions and its lanes,
 * as after a long garbage collection or on a hung machine. Then another one is cut off from the
 * three that are left, and last one of these three from the other two, in one direction only.
 *
 * <p>Who was given up must find that it was removed, and end. What it still did is fenced: nothing
 * may be published by it that its successors have published.
 */
final class IsolationSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c", "d", "e");

  /** They leave in this order. */
  private static final RoleName FROZEN = NODES.all.get(4);

  private static final RoleName CUT_OFF = NODES.all.get(3);
  private static final RoleName MUTE = NODES.all.get(2);
  private static final List<RoleName> LEAVING = List.of(FROZEN, CUT_OFF, MUTE);

  /** Property: for how many seconds one is frozen. */
  static final String STALL = "stall.seconds";

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);
  private static final Duration ENDS_AWAKE_WITHIN = Duration.ofSeconds(60);
  private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(60);
  private static final String GIVEN_UP = "given-it-up";
  private static final String MAY_WAKE_UP = "it-may-wake-up";

  /** Longer than a node may be silent, and shorter than it takes to be given up. */
  private static final Duration MOMENT = Duration.ofSeconds(4);

  private final Duration stall = Duration.ofSeconds(Integer.getInteger(STALL, 15));

  IsolationSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(NODES.all.size());
    barrier("the nodes are up");
    barrier("the network was broken for a moment");
    awaitMembers(NODES.all.size());
    // Whoever leaves has something to lose.
    awaitSessions();
    barrier("all go on");
    for (RoleName leaving : LEAVING) {
      if (on(leaving)) {
        awaitEnd(stall.plus(GIVEN_UP_WITHIN).plus(ENDS_WITHIN));
        return;
      }
      awaitMembers(others(leaving).size());
      if (leaving.equals(FROZEN)) {
        tell(GIVEN_UP);
      }
      barrier(leaving.name() + " has ended");
    }
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      breakForAMoment(load);
      barrier("the network was broken for a moment");
      barrier("all go on");
      freeze(load);
      barrier(FROZEN.name() + " has ended");
      part(load, "cut off both ways", CUT_OFF, Direction.Both$.MODULE$);
      barrier(CUT_OFF.name() + " has ended");
      part(load, "mute", MUTE, Direction.Send$.MODULE$);
      barrier(MUTE.name() + " has ended");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }

  private void breakForAMoment(ClusterLoad load) throws InterruptedException {
    RoleName one = CUT_OFF;
    List<RoleName> others = nodes.all.stream().filter(role -> !role.equals(one)).toList();
    long from = System.nanoTime();
    others.forEach(other -> blackhole(one, other, Direction.Both$.MODULE$));
    // The length of the fault, not a wait for something.
    Thread.sleep(MOMENT.toMillis());
    others.forEach(other -> passThrough(one, other, Direction.Both$.MODULE$));
    load.pausesSince("broken for " + MOMENT, from, System.nanoTime());
  }

  /** Returns when the node has woken up and ended, and every session answers. */
  private void freeze(ClusterLoad load) throws Exception {
    release(FROZEN);
    long from = System.nanoTime();
    Process pause =
        faults.pause(FROZEN.name(), stall, told(nodes.clients, MAY_WAKE_UP), GIVEN_UP_WITHIN);
    Pauses.Figures frozen = load.pausesSince("frozen", from, System.nanoTime());
    assertThat(frozen.paused()).isPositive();
    // However busy the machine is: not before the others have given it up.
    for (RoleName other : others(FROZEN)) {
      awaitTold(other, GIVEN_UP, GIVEN_UP_WITHIN, from);
    }
    tell(MAY_WAKE_UP);
    assertThat(pause.waitFor()).isZero();
    long woken = System.nanoTime();
    long ended = awaitTold(FROZEN, "ended", ENDS_AWAKE_WITHIN, woken);
    System.out.printf("FIGURES it has ended %d ms after it woke up%n", ended);
    load.pausesSince("woken up", woken, System.nanoTime());
  }

  /** Returns when the node has ended, and every session answers. */
  private void part(ClusterLoad load, String what, RoleName one, Direction direction) {
    release(one);
    long from = System.nanoTime();
    others(one).forEach(other -> blackhole(one, other, direction));
    long ended = awaitTold(one, "ended", ENDS_WITHIN, from);
    System.out.printf("FIGURES %s: %s has ended after %d ms%n", what, one.name(), ended);
    // Until it ends, a cut-off node may still serve the sessions that it owned.
    load.pausesSince(what, from, System.nanoTime());
  }

  /** Who is left when a node leaves. */
  private static List<RoleName> others(RoleName leaving) {
    return NODES.all.subList(0, NODES.all.indexOf(leaving));
  }
}
