package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.node.door.Attackers;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client that publishes through a real node, while two hundred connections attack it in every way
 * known here. {@code -Dswitchboard.attack.seconds=30} makes it long, and then also holds the
 * client's p99 against twice its undisturbed value.
 */
@Timeout(600)
class AttackIT {
  private static final int SECONDS = Integer.getInteger("switchboard.attack.seconds", 4);
  private static final boolean TIMES_ARE_HELD = SECONDS >= 20;
  private static final int EVERY_MS = 4;

  private record Latencies(long p50Micros, long p99Micros, int calls) {}

  @Test
  void whoPublishesHardlyNotices() throws Exception {
    try (NodeProcess node = new NodeProcess(Map.of());
        SwitchboardClient client = SwitchboardClient.builder().addresses(node.tcp()).build();
        Publisher publisher = client.publisher(TestNode.newTopic(1))) {
      Process attackers = Attackers.start(node.tcpPort, node.httpPort, TIMES_ARE_HELD);
      try {
        measure(publisher, SECONDS / 2);
        Latencies undisturbed = measure(publisher, SECONDS);
        attackers.getOutputStream().write('\n');
        attackers.getOutputStream().flush();
        measure(publisher, SECONDS / 3);
        Latencies attacked = measure(publisher, SECONDS);
        System.out.printf("undisturbed %s%nattacked    %s%n", undisturbed, attacked);
        assertThat(attackers.isAlive()).as("they attack still").isTrue();
        assertThat(attacked.calls()).as("calls that went through").isPositive();
        if (TIMES_ARE_HELD) {
          assertThat(attacked.calls()).as("calls that went through").isGreaterThan(10 * SECONDS);
          assertThat(attacked.p99Micros()).isLessThan(2 * undisturbed.p99Micros());
        }
        attackers.getOutputStream().close();
        assertThat(attackers.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } finally {
        attackers.destroyForcibly();
      }
    }
  }

  /** One batch after the other, a few milliseconds apart; each is committed when it is answered. */
  private static Latencies measure(Publisher publisher, int seconds) {
    long[] micros = new long[seconds * 1_000 / EVERY_MS + 1];
    int calls = 0;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      publisher.publish(List.of(OutboundEvent.of(new byte[1_000])));
      micros[calls++] = (System.nanoTime() - start) / 1_000;
      LockSupport.parkNanos(EVERY_MS * 1_000_000L);
    }
    long[] sorted = Arrays.copyOf(micros, calls);
    Arrays.sort(sorted);
    return new Latencies(sorted[calls / 2], sorted[(int) (calls * 0.99)], calls);
  }
}
