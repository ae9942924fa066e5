package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.checker.Verdict;
import io.switchboard.node.RecordedLoad;
import io.switchboard.node.TestNode;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChaosIT {
  @Test
  void aNodeIsKilledAndNothingIsLost() throws Exception {
    String name = "chaos-" + UUID.randomUUID();
    Path directory = Path.of("target", "chaos", name);
    try (ChaosCluster cluster = ChaosCluster.start(3, directory);
        SwitchboardClient client =
            SwitchboardClient.builder()
                .addresses(cluster.doors())
                .operationTimeout(Duration.ofSeconds(60))
                .build();
        RecordedLoad load =
            new RecordedLoad(
                client,
                new RecordedLoad.Plan(
                    TestNode.Servers.shared().kafka(),
                    TestNode.newTopic(TestNode.Servers.shared().kafka(), name, 4),
                    directory.resolve("history.txt"),
                    8,
                    4,
                    1,
                    Duration.ofMillis(100),
                    10,
                    500,
                    (session, from, to, failed) -> {
                      if (to - from > 500_000_000L) {
                        ChaosCluster.say(
                            session + " waited " + (to - from) / 1_000_000 + " ms " + failed);
                      }
                    }))) {
      load.awaitCommits(200);
      ChaosCluster.say("coordinator " + cluster.coordinator() + ", busiest " + cluster.busiest());
      cluster.kill(cluster.busiest(), Duration.ofSeconds(2));
      load.awaitCommits(400);
      cluster.awaitWhole(Duration.ofSeconds(60));
      load.awaitCommits(100);
      for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 3; to++) {
          ChaosCluster.say(from + " -> " + to + ": " + cluster.network().bytes(from, to));
        }
      }
      Verdict verdict = load.judge();
      System.out.println(RecordedLoad.summary(verdict));
      assertThat(verdict.figures().okBatches()).isGreaterThan(500);
    }
  }
}
