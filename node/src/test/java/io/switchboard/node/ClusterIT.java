package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.checker.Verdict;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Several nodes are one Switchboard: any of them serves any session, and outlives the others. */
class ClusterIT {
  private static final List<String> BOTH = List.of("api", "backend");

  @Test
  void everyNodeServesEverySession_andTheOthersGoOnWhenOneStops() throws Exception {
    String topic = TestNode.newTopic(4);
    Path file = Path.of("target", "histories", "cluster-" + UUID.randomUUID() + ".txt");
    try (TestCluster cluster = TestCluster.start(List.of(BOTH, BOTH, BOTH), Map.of());
        SwitchboardClient client = cluster.client(0, 1, 2);
        RecordedLoad load = new RecordedLoad(client, topic, file, 4, 4, 1)) {
      load.awaitCommits(50);
      assertThat(List.of(0, 1, 2))
          .as("sessions live on more than one node")
          .filteredOn(i -> cluster.node(i).sessionMetrics().active.get() > 0)
          .hasSizeGreaterThan(1);
      for (int i = 0; i < 3; i++) {
        cluster.stop(i);
        load.awaitCommits(50);
        cluster.startAgain(i);
        load.awaitCommits(50);
      }
      Verdict verdict = load.judge();
      System.out.println(RecordedLoad.summary(verdict));
    }
    Files.delete(file);
  }

  @Test
  void aNodeOfTheApiOnlyRoutes_andOneOfTheBackEndHasNoDoor() throws Exception {
    String topic = TestNode.newTopic(2);
    Path file = Path.of("target", "histories", "roles-" + UUID.randomUUID() + ".txt");
    try (TestCluster cluster =
            TestCluster.start(List.of(List.of("api"), List.of("backend")), Map.of());
        SwitchboardClient client = cluster.client(0);
        RecordedLoad load = new RecordedLoad(client, topic, file, 2, 2, 2)) {
      load.awaitCommits(20);
      assertThat(cluster.node(1).sessionMetrics().active.get()).isPositive();
      assertThatThrownBy(() -> cluster.node(1).tcpAddress())
          .isInstanceOf(NoSuchElementException.class);
      assertThat(cluster.node(1).addresses()).doesNotContain("tcp=");
      load.judge();
    }
    Files.delete(file);
  }
}
