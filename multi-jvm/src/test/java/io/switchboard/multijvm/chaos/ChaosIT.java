package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to the nodes of a cluster and to the network between them, nothing is lost,
 * nothing is there twice, and no session stays away for long. A short run of fixed seeds; {@code
 * -Pchaos -Dseed=… -Drounds=…} is a long one, which goes on behind the last round in its file of
 * results.
 */
class ChaosIT {
  private static final int NODES = Integer.getInteger("chaos.nodes", 3);
  private static final int SECONDS = Integer.getInteger("chaos.seconds", 16);
  private static final Path RESULTS =
      Path.of(System.getProperty("chaos.results", "target/chaos/results.jsonl"));

  /** One whose coordinator is killed, and one that is cut apart. */
  private static final List<Long> ALWAYS = List.of(3L, 7L);

  @Test
  void whateverIsDoneToTheNodesNothingIsLost_AndNobodyWaitsForLong() throws Exception {
    Results results = new Results(RESULTS);
    List<Long> seeds = new ArrayList<>();
    String given = System.getProperty("seed", "");
    long run = given.isBlank() ? new Random().nextInt(1_000_000) : Long.parseLong(given);
    int rounds = Integer.getInteger("rounds", 0);
    if (rounds == 0) {
      seeds.addAll(ALWAYS);
    } else {
      for (int i = results.doneOf(run); i < rounds; i++) {
        seeds.add(run + i);
      }
    }
    Path directory =
        Path.of("target", "chaos", "run-" + UUID.randomUUID().toString().substring(0, 8));
    try (ChaosCluster cluster = ChaosCluster.start(NODES, directory)) {
      for (long seed : seeds) {
        cluster.awaitWhole(java.time.Duration.ofSeconds(90));
        RoundResult result =
            new Round(cluster, directory).run(run, Scenario.of(seed, NODES, SECONDS * 1000L));
        results.append(result);
        assertThat(result.problems())
            .as(
                "seed %d; the nodes' logs: %s; to repeat: %s",
                seed, directory.toAbsolutePath(), command(seed))
            .isEmpty();
      }
    }
    System.out.println(results.table());
  }

  private static String command(long seed) {
    return "mvn verify -Pchaos -pl multi-jvm -am -Dtest=None -Dit.test=ChaosIT"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
        + " -Dseed="
        + seed
        + " -Drounds=1 -Dchaos.results=target/chaos/again.jsonl -Dchaos.nodes="
        + NODES
        + " -Dchaos.seconds="
        + SECONDS;
  }
}
