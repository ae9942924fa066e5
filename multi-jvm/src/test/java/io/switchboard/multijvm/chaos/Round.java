package io.switchboard.multijvm.chaos;

import io.switchboard.checker.Verdict;
import io.switchboard.multijvm.LedgerOracle;
import io.switchboard.multijvm.chaos.Availability.Done;
import io.switchboard.node.RecordedLoad;
import io.switchboard.node.TestNode;
import io.switchboard.sdk.SwitchboardClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One round: clients with sessions and a topic of their own, to whose cluster a scenario is done;
 * then they are judged, by what they saw, by what the ledger says of who published, and by how long
 * they had to wait.
 */
final class Round {
  private static final int WRITERS = 12;
  private static final int READERS = 4;
  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);
  private static final Duration OPERATION_WITHIN = Duration.ofSeconds(60);

  private final ChaosCluster cluster;
  private final Path directory;
  private final Duration limit;
  private final List<String> problems = new ArrayList<>();
  private final Answers answers = new Answers();

  /**
   * @param limit of a session's wait, of which {@link Availability} tells when it is asked
   */
  Round(ChaosCluster cluster, Path directory, Duration limit) {
    this.cluster = cluster;
    this.directory = directory;
    this.limit = limit;
  }

  /** Runs it; the result also tells what did not hold. */
  RoundResult run(long run, Scenario scenario) throws Exception {
    System.out.println("== " + scenario);
    int endedBefore = cluster.endedByThemselves();
    Path file = directory.resolve("history-" + UUID.randomUUID() + ".txt");
    String kafka = TestNode.Servers.shared().kafka();
    String topic = TestNode.newTopic(kafka, "chaos-" + UUID.randomUUID(), 4);
    Map<String, List<Long>> waits = new TreeMap<>();
    String figures = "";
    try (SwitchboardClient client = client(cluster, scenario.seed());
        RecordedLoad load = load(client, topic, file, scenario.seed(), answers)) {
      load.awaitCommits(3 * WRITERS);
      long from = System.nanoTime();
      List<Done> faults = new ScenarioRunner(cluster).run(scenario);
      judgeWaits(faults, from, whenAllWereAnsweredAgain(), waits);
      awaitWhole();
      figures = judgeHistory(load);
    }
    judgeLedger(kafka);
    if (problems.isEmpty()) {
      Files.delete(file);
    } else {
      problems.add("history: " + file.toAbsolutePath());
    }
    return new RoundResult(
        run,
        scenario.seed(),
        Instant.now().toString(),
        Results.commit(),
        scenario.toString(),
        waits,
        cluster.endedByThemselves() - endedBefore,
        figures,
        List.copyOf(problems));
  }

  /** A client that knows the doors of all nodes; some seeds' let nodes forward their calls. */
  static SwitchboardClient client(ChaosCluster cluster, long seed) {
    return client(cluster, seed, OPERATION_WITHIN);
  }

  static SwitchboardClient client(ChaosCluster cluster, long seed, Duration operationWithin) {
    return SwitchboardClient.builder()
        .addresses(cluster.doors())
        .followSessions(seed % 3 != 1)
        .operationTimeout(operationWithin)
        .build();
  }

  /** Writers, committed and buffered ones, and readers; they begin at once. */
  static RecordedLoad load(
      SwitchboardClient client, String topic, Path history, long seed, Answers answers) {
    return new RecordedLoad(
        client,
        new RecordedLoad.Plan(
            TestNode.Servers.shared().kafka(),
            topic,
            history,
            WRITERS,
            READERS,
            seed,
            PACE,
            10,
            500,
            answers));
  }

  /**
   * A wait counts to its end, also where the scenario is over before. Who was told that a call
   * failed for good writes no more.
   */
  private long whenAllWereAnsweredAgain() {
    long over = System.nanoTime();
    try {
      Awaitility.await()
          .atMost(OPERATION_WITHIN)
          .until(() -> answers.failures() > 0 || areAllAnsweredSince(over));
    } catch (ConditionTimeoutException stillWaiting) {
      // Who waits still has waited for too long, and is judged by that.
    }
    return System.nanoTime();
  }

  private boolean areAllAnsweredSince(long nanos) {
    return answers.commits().values().stream()
            .filter(times -> !times.isEmpty() && times.get(times.size() - 1) > nanos)
            .count()
        == WRITERS;
  }

  private void judgeWaits(List<Done> faults, long from, long to, Map<String, List<Long>> waits) {
    Map<String, List<Long>> commits = new TreeMap<>(answers.commits());
    IntStream.range(0, WRITERS).forEach(i -> commits.putIfAbsent("w" + i, List.of()));
    Availability.violations(commits, faults, from, to, limit)
        .forEach(violation -> problems.add(violation.toString()));
    List<Done> taking = faults.stream().filter(f -> f.kind().takesNodes()).toList();
    List<Done> counted = taking.isEmpty() ? faults : taking;
    for (int i = 0; i < counted.size(); i++) {
      long until = i + 1 < counted.size() ? counted.get(i + 1).atNanos() : to;
      List<Long> longest = Availability.longestWaits(commits, counted.get(i).atNanos(), until);
      System.out.printf(
          "%s: longest waits p50 %d ms, max %d ms%n",
          counted.get(i).kind(),
          Availability.quantile(longest, 0.5),
          Availability.quantile(longest, 1));
      waits.computeIfAbsent(counted.get(i).kind().name(), k -> new ArrayList<>()).addAll(longest);
    }
  }

  private void awaitWhole() {
    try {
      cluster.awaitWhole(WHOLE_WITHIN);
    } catch (ConditionTimeoutException never) {
      problems.add("the nodes did not become one cluster again: " + never.getMessage());
    }
  }

  private String judgeHistory(RecordedLoad load) throws Exception {
    String figures = "";
    try {
      Verdict verdict = load.judge();
      figures = RecordedLoad.summary(verdict);
      if (verdict.figures().okBatches() == 0) {
        problems.add("no batch was committed: nothing was tried");
      }
    } catch (AssertionError | java.util.concurrent.ExecutionException violated) {
      problems.add(violated.toString());
    }
    if (answers.failures() > 0) {
      problems.add(answers.failures() + " calls of the SDK failed for good");
    }
    return figures;
  }

  private void judgeLedger(String kafka) {
    List<LedgerOracle.Entry> ledger = LedgerOracle.read(kafka, cluster.ledgerTopic());
    if (ledger.isEmpty()) {
      problems.add("the ledger is empty");
    }
    problems.addAll(LedgerOracle.violations(ledger));
  }
}
