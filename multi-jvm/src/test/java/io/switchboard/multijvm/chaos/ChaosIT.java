package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.checker.Checker;
import io.switchboard.checker.Verdict;
import io.switchboard.multijvm.LedgerOracle;
import io.switchboard.node.RecordedLoad;
import io.switchboard.node.TestNode;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Whatever is done to the nodes of a cluster and to the network between them, nothing is lost,
 * nothing is there twice, and no session stays away for long. A short run of one seed; {@code
 * -Pchaos -Dseed=… -Drounds=…} is a long one, which goes on behind the last round in its file of
 * results.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChaosIT {
  private static final int NODES = Integer.getInteger("chaos.nodes", 3);
  private static final int SECONDS = Integer.getInteger("chaos.seconds", 16);
  private static final Path RESULTS =
      Path.of(System.getProperty("chaos.results", "target/chaos/results.jsonl"));

  /** A build's machine runs other tests meanwhile, and is no measure of what is promised. */
  private static final Duration LIMIT =
      Integer.getInteger("rounds", 0) > 0 ? Availability.LIMIT : Duration.ofSeconds(40);

  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);

  /** The owner of sessions is killed. */
  private static final List<Long> ALWAYS = List.of(3L);

  private static Path directory;
  private static ChaosCluster cluster;

  @BeforeAll
  static void startTheNodes() {
    directory =
        Path.of("target", "chaos", "run-" + UUID.randomUUID().toString().substring(0, 8))
            .toAbsolutePath();
    cluster = ChaosCluster.start(NODES, directory);
  }

  @AfterAll
  static void stopTheNodes() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void whateverIsDoneToTheNodesNothingIsLost_AndNobodyWaitsForLong() throws Exception {
    Results results = new Results(RESULTS);
    String given = System.getProperty("seed", "");
    long run = given.isBlank() ? new Random().nextInt(1_000_000) : Long.parseLong(given);
    for (long seed : seeds(run, results)) {
      cluster.awaitWhole(WHOLE_WITHIN);
      RoundResult result =
          new Round(cluster, directory, LIMIT).run(run, Scenario.of(seed, NODES, SECONDS * 1000L));
      results.append(result);
      assertThat(result.problems())
          .as("seed %d; the nodes' logs: %s; to repeat: %s", seed, directory, command(seed))
          .isEmpty();
    }
    System.out.println(results.table());
  }

  private static List<Long> seeds(long run, Results results) {
    int rounds = Integer.getInteger("rounds", 0);
    if (rounds == 0) {
      return ALWAYS;
    }
    List<Long> seeds = new ArrayList<>();
    for (int i = results.doneOf(run); i < rounds; i++) {
      seeds.add(run + i);
    }
    return seeds;
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

  /** The control: what judges the rounds finds what is wrong in the records of a real one. */
  @Test
  @Order(2)
  void anOutageOfAllNodes_AFailedCall_ALostBatch_AndASecondOwner_AreFound() throws Exception {
    cluster.awaitWhole(WHOLE_WITHIN);
    Duration frozen = Duration.ofSeconds(4);
    Answers answers = new Answers();
    Answers toTheHasty = new Answers();
    String kafka = TestNode.Servers.shared().kafka();
    String topic = TestNode.newTopic(kafka, "control-" + UUID.randomUUID(), 2);
    String hastyTopic = TestNode.newTopic(kafka, "control-" + UUID.randomUUID(), 2);
    Path file = directory.resolve("control.txt");
    try (SwitchboardClient client = Round.client(cluster, 1);
        SwitchboardClient hasty = Round.client(cluster, 1, frozen.dividedBy(2));
        RecordedLoad load = Round.load(client, topic, file, 1, answers);
        RecordedLoad hastyLoad =
            Round.load(hasty, hastyTopic, directory.resolve("hasty.txt"), 2, toTheHasty)) {
      load.awaitCommits(200);
      hastyLoad.awaitCommits(12);
      int failedBefore = toTheHasty.failures();
      long from = System.nanoTime();
      for (int i = 0; i < NODES; i++) {
        cluster.freeze(i, frozen);
      }
      load.awaitCommits(200);
      assertThat(
              Availability.violations(
                  answers.commits(), List.of(), from, System.nanoTime(), frozen.minusMillis(500)))
          .isNotEmpty();
      assertThat(answers.failures()).isZero();
      assertThat(toTheHasty.failures()).isGreaterThan(failedBefore);
      Verdict verdict = load.judge();
      assertThat(verdict.isOk()).isTrue();
    }
    Path damaged = directory.resolve("control-damaged.txt");
    Files.write(damaged, Files.readAllLines(file).stream().map(ChaosIT::withoutAnEvent).toList());
    assertThat(Checker.check(damaged).isOk()).isFalse();

    List<LedgerOracle.Entry> ledger =
        new ArrayList<>(LedgerOracle.read(kafka, cluster.ledgerTopic()));
    assertThat(LedgerOracle.violations(ledger)).isEmpty();
    LedgerOracle.Entry first = ledger.get(0);
    ledger.add(
        new LedgerOracle.Entry(
            first.session(),
            first.seq(),
            first.epoch() + 1,
            first.laneGeneration(),
            first.events(),
            first.partition() + 1,
            first.offset()));
    assertThat(LedgerOracle.violations(ledger)).isNotEmpty();
  }

  /** Of the lines that tell what the topic held in the end, the first event is taken away. */
  private static String withoutAnEvent(String line) {
    return line.replaceFirst("^(\\d+ final) \\S+=\\S+ (?=\\S)", "$1 ");
  }
}
