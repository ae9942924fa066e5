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

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private final Duration time = Duration.ofSeconds(Integer.getInteger(TIME, 15));

  StallSpec() {
    super(NODES);
  }

  @Override
  void node() throws Exception {
    startNode();
    awaitMembers(3);
    barrier("the nodes are up");
    if (on(FROZEN)) {
      awaitEnd(time.plus(ENDS_WITHIN));
      return;
    }
    barrier("it has woken up");
    awaitMembers(2);
  }

  @Override
  void clients() throws Exception {
    barrier("the nodes are up");
    try (ClusterLoad load = new ClusterLoad(facts, nodes.names())) {
      load.awaitRunning();
      release(FROZEN);
      long from = System.nanoTime();
      Process pause = faults.pause(FROZEN.name(), time);
      Pauses.Figures frozen = load.pausesSince("frozen", from, System.nanoTime());
      assertThat(frozen.paused()).isPositive();
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
