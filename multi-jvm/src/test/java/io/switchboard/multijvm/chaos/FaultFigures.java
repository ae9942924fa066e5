package io.switchboard.multijvm.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.node.TestNode;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Measures how long sessions pause when a node is killed, when the coordinator's node is, and when
 * a node is drained. Not part of a build, as it takes long and wants a quiet machine:
 *
 * <pre>
 * mvn verify -pl multi-jvm -am -Dtest=None -Dit.test=FaultFigures \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dfaults=50
 * </pre>
 *
 * <p>Every fault is a line of {@code -Dfigures.file=…}, and a run that was ended goes on behind the
 * last one. A kill takes about 45 s, a drain 35 s. {@code -Dsessions=…} and {@code -Dper.second=…}
 * are the load.
 */
class FaultFigures {
  private static final List<FaultKind> KINDS =
      List.of(FaultKind.DRAIN, FaultKind.KILL_OWNER, FaultKind.KILL_COORDINATOR);
  private static final int FAULTS = Integer.getInteger("faults", 50);
  private static final int NODES = Integer.getInteger("nodes", 3);
  private static final int SESSIONS = Integer.getInteger("sessions", 32);
  private static final int PER_SECOND = Integer.getInteger("per.second", 20);
  private static final Path FILE =
      Path.of(System.getProperty("figures.file", "target/chaos/figures.jsonl"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(120);
  private static final Duration BEFORE = Duration.ofSeconds(4);
  private static final Duration AFTER_A_KILL = Duration.ofSeconds(17);
  private static final Duration AFTER_A_DRAIN = Duration.ofSeconds(7);

  @Test
  void pausesOfSessions() throws Exception {
    Path directory =
        Path.of("target", "chaos", "figures-" + UUID.randomUUID().toString().substring(0, 8));
    String kafka = TestNode.Servers.shared().kafka();
    List<FaultFigure> figures = new ArrayList<>(read());
    try (ChaosCluster cluster = ChaosCluster.start(NODES, directory);
        SwitchboardClient client = SwitchboardClient.builder().addresses(cluster.doors()).build();
        OpenLoop load =
            new OpenLoop(
                client,
                TestNode.newTopic(kafka, "figures-" + UUID.randomUUID(), 8),
                SESSIONS,
                PER_SECOND)) {
      // The compiler of each node, and the first acquisitions.
      rest(Duration.ofSeconds(20));
      for (int round = 0; round < FAULTS; round++) {
        for (FaultKind kind : KINDS) {
          if (figures.stream().filter(f -> f.kind() == kind).count() <= round) {
            FaultFigure figure = measure(kind, cluster, load);
            append(figure);
            figures.add(figure);
            System.out.printf(
                "%s %d of %d: moved %s, worst second %d of %d, failed %d%n",
                kind,
                round + 1,
                FAULTS,
                figure.moved(),
                figure.lowestPerSecond(),
                figure.commitsPerSecond(),
                figure.failed());
          }
        }
      }
    }
    System.out.println(FaultFigure.table(figures));
  }

  private static FaultFigure measure(FaultKind kind, ChaosCluster cluster, OpenLoop load) {
    cluster.awaitWhole(WHOLE_WITHIN);
    // Shards that the youngest node is given move at once or some seconds later.
    rest(Duration.ofSeconds(8));
    int node =
        kind == FaultKind.KILL_COORDINATOR
            ? cluster.coordinator().orElseThrow()
            : cluster.busiest();
    long failedBefore = load.failures();
    long before = System.nanoTime();
    load.forget(before);
    rest(BEFORE);
    Duration after = kind == FaultKind.DRAIN ? AFTER_A_DRAIN : AFTER_A_KILL;
    // The next life of the node must not take processor time from those who take over.
    Duration downFor = after.plusSeconds(1);
    long fault = System.nanoTime();
    if (kind == FaultKind.DRAIN) {
      cluster.drain(node, downFor);
    } else {
      cluster.kill(node, downFor);
    }
    rest(after);
    long end = System.nanoTime();
    return FaultFigure.of(
        kind,
        Instant.now().toString(),
        Results.commit(),
        NODES,
        PER_SECOND,
        load.commits(),
        before,
        fault,
        end,
        load.failures() - failedBefore);
  }

  /** The time that is looked at; not a wait for something. */
  private static void rest(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
  }

  private static List<FaultFigure> read() throws IOException {
    if (!Files.exists(FILE)) {
      return List.of();
    }
    List<FaultFigure> figures = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      FaultFigure figure = JSON.readValue(line, FaultFigure.class);
      if (figure.nodes() == NODES
          && figure.sessions() == SESSIONS
          && figure.perSecond() == PER_SECOND) {
        figures.add(figure);
      }
    }
    return figures;
  }

  private static void append(FaultFigure figure) throws IOException {
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    Files.write(
        FILE,
        (JSON.writeValueAsString(figure) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
