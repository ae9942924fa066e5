package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchboard.checker.Verdict;
import io.switchboard.node.RecordedLoad;
import io.switchboard.node.TestNode;
import io.switchboard.sdk.SwitchboardClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Real clients that know every node's door, write and read an encrypted topic, and are judged in
 * the end: by what they saw, and by what the ledger says of who published.
 */
final class ClusterLoad implements AutoCloseable {
  /**
   * What a session's pause is held against here, where a dozen JVMs may share two processors. How
   * long it is on a quiet machine, which is what was promised, is measured by {@code FaultFigures}.
   */
  static final Duration BUSY_MACHINE = Duration.ofSeconds(40);

  private static final int WRITERS = 24;
  private static final int READERS = 4;
  private static final Duration PACE = Duration.ofMillis(500);

  private final RunFacts facts;
  private final SwitchboardClient client;
  private final RecordedLoad load;
  private final Pauses pauses = new Pauses();

  /** Starts at once. */
  ClusterLoad(RunFacts facts, List<String> nodes) throws Exception {
    this.facts = facts;
    long seed = Long.getLong("multijvm.seed", new Random().nextInt(1_000_000));
    System.out.printf("-Dmultijvm.seed=%d gives the clients' choices again%n", seed);
    String topic = TestNode.newTopic(facts.kafka(), "load-" + UUID.randomUUID(), 4);
    client =
        SwitchboardClient.builder()
            .addresses(
                nodes.stream().map(node -> "tcp://127.0.0.1:" + facts.tcpPort(node)).toList())
            .operationTimeout(Duration.ofSeconds(60))
            .build();
    load =
        new RecordedLoad(
            client,
            new RecordedLoad.Plan(
                facts.kafka(),
                topic,
                facts.directory().resolve("history.txt"),
                WRITERS,
                READERS,
                seed,
                PACE,
                10,
                500,
                pauses));
  }

  /** Waits until every session has done something, and the first calls' slowness is over. */
  void awaitRunning() {
    await("every session is used")
        .atMost(Duration.ofSeconds(90))
        .until(() -> pauses.sessions() == WRITERS + READERS);
    load.awaitCommits(4 * WRITERS);
  }

  /** Waits until so many more batches are committed. */
  void awaitCommits(int more) {
    load.awaitCommits(more);
  }

  /**
   * Waits until every session has answered something that it was asked after a moment, and tells
   * how long they kept their clients waiting since another one. The first moment must not be before
   * the fault is there: else what is answered in between ends the waiting too early.
   */
  Pauses.Figures pausesSince(String what, long fromNanos, long answeredAfterNanos) {
    pauses.awaitAnswers(answeredAfterNanos, Duration.ofSeconds(90));
    Pauses.Figures figures = pauses.between(fromNanos, System.nanoTime());
    System.out.printf(
        "FIGURES %s: %s, %d failed calls, load average %.1f%n",
        what,
        figures,
        pauses.failures(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return figures;
  }

  /** Calls of the SDK that failed so far. */
  int failures() {
    return pauses.failures();
  }

  /** Ends the load and judges it. */
  Verdict judge() throws Exception {
    Verdict verdict = load.judge();
    System.out.println("FIGURES " + RecordedLoad.summary(verdict));
    List<LedgerOracle.Entry> ledger = LedgerOracle.read(facts.kafka(), facts.ledgerTopic());
    assertThat(LedgerOracle.violations(ledger)).isEmpty();
    // The ledger is complete, so that the oracle has judged all there is.
    assertThat(ledger.stream().mapToLong(LedgerOracle.Entry::events).sum())
        .isEqualTo(verdict.figures().topicEvents());
    System.out.printf(
        "FIGURES ledger: %d batches of %d sessions, highest epoch %d%n",
        ledger.size(),
        ledger.stream().map(LedgerOracle.Entry::session).distinct().count(),
        ledger.stream().mapToLong(LedgerOracle.Entry::epoch).max().orElse(0));
    return verdict;
  }

  @Override
  public void close() {
    load.close();
    client.close();
  }
}
