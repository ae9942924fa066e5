package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.remote.testconductor.RoleName;
import java.time.Duration;

/**
 * A node is frozen (SIGSTOP) for so long that the others give it up, and wakes up with all its
 * sockets, its sessions and its lanes, as after a long garbage collection or on a hung machine. It
 * must find that it was removed, and end; nothing may be published by it that its successors have
 * published.
 */
final class StallSpec extends SwitchboardSpec {
  private static final Nodes NODES = Nodes.withFaults("a", "b", "c");
  private static final RoleName FROZEN = NODES.all.get(2);

  /** Property: for how many seconds it is frozen. */
  static final String TIME = "stall.seconds";

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
  private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(60);
  private static final String GIVEN_UP = "given-it-up";
  private static final String MAY_WAKE_UP = "it-may-wake-up";

  private final Duration time = Duration.ofSeconds(Integer.getInteger(TIME, 15));

  StallSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(3);
    barrier("the nodes are up");
    barrier("one is to be frozen");
    if (on(FROZEN)) {
      awaitEnd(time.plus(GIVEN_UP_WITHIN).plus(ENDS_WITHIN));
      return;
    }
    awaitMembers(2);
    tell(GIVEN_UP);
    barrier("it has woken up");
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      barrier("one is to be frozen");
      release(FROZEN);
      long from = System.nanoTime();
      Process pause =
          faults.pause(FROZEN.name(), time, told(nodes.clients, MAY_WAKE_UP), GIVEN_UP_WITHIN);
      Pauses.Figures frozen = load.pausesSince("frozen", from, System.nanoTime());
      assertThat(frozen.paused()).isPositive();
      // However busy the machine is: not before the others have given it up.
      for (RoleName other : NODES.all.subList(0, 2)) {
        awaitTold(other, GIVEN_UP, GIVEN_UP_WITHIN, from);
      }
      tell(MAY_WAKE_UP);
      assertThat(pause.waitFor()).isZero();
      long woken = System.nanoTime();
      long ended = awaitTold(FROZEN, "ended", ENDS_WITHIN, woken);
      System.out.printf("FIGURES it has ended %d ms after it woke up%n", ended);
      load.pausesSince("woken up", woken, System.nanoTime());
      barrier("it has woken up");
      load.judge();
      assertThat(load.failures()).isZero();
    }
  }
}
