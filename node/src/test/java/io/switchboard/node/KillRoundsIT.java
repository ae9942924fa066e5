package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.checker.Verdict;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The node is killed with SIGKILL at random moments, again and again, while writers and readers go
 * on; what they saw is judged. {@code -Dkill.rounds} and the seed that it prints repeat a run;
 * {@code -Pchaos} runs 100 rounds.
 */
class KillRoundsIT {
  private static final int ROUNDS = Integer.getInteger("switchboard.kill.rounds", 6);
  private static final long SEED =
      Long.getLong("switchboard.kill.seed", new Random().nextInt(1_000_000));
  private static final int WRITERS = 8;
  private static final int READERS = 8;

  @Test
  void whateverMomentTheNodeIsKilledAtNothingIsLostAndNothingIsThereTwice() throws Exception {
    System.out.printf(
        "To repeat: mvn verify -pl node -am -Dtest=None -Dit.test=KillRoundsIT"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
            + " -Dkill.rounds=%d -Dtest.jvm.args=-Dswitchboard.kill.seed=%d%n",
        ROUNDS, SEED);
    Random random = new Random(SEED);
    String topic = TestNode.newTopic(4);
    Path file = Path.of("target", "histories", "kill-" + UUID.randomUUID() + ".txt");
    Verdict verdict;
    try (NodeProcess node = new NodeProcess(Map.of());
        SwitchboardClient client =
            SwitchboardClient.builder()
                .addresses(node.tcp(), node.http())
                .operationTimeout(Patience.PATIENCE)
                .build();
        RecordedLoad load = new RecordedLoad(client, topic, file, WRITERS, READERS, SEED)) {
      for (int round = 1; round <= ROUNDS; round++) {
        if (round % 3 == 0) {
          // In the middle of coming back. Not a wait for something: the moment is what is random.
          Thread.sleep(random.nextInt(2_000));
        } else {
          load.awaitCommits(1 + random.nextInt(200));
        }
        System.out.printf(
            "round %d of %d: %s at %s, %d batches committed%n",
            round, ROUNDS, round % 4 == 0 ? "stop" : "kill", Instant.now(), load.commits());
        if (round % 4 == 0) {
          node.stop();
        } else {
          node.kill();
        }
        node.start();
      }
      verdict = load.judge();
    }
    System.out.println(RecordedLoad.summary(verdict));
    assertThat(verdict.figures().okBatches()).isGreaterThan(WRITERS * (long) ROUNDS);
    assertThat(verdict.figures().repeatedReads()).isPositive();
    Files.delete(file);
  }
}
