package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.contender.PeerDouble;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.meter.MemoryStage;
import io.switchboard.bench.meter.NodeFootprint;
import io.switchboard.bench.plot.Parsed;
import io.switchboard.bench.report.HtmlReport;
import io.switchboard.bench.report.Report;
import io.switchboard.bench.report.TableText;
import io.switchboard.bench.run.Scenario;
import io.switchboard.bench.run.ScenariosRun;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.servers.Servers;
import io.switchboard.bench.settings.OwnRuns;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import io.switchboard.localstack.OwnClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The benchmark itself, short: that every workload works with both clients. Nothing about speed.
 */
class BenchIT {
  /** Not in every build: {@code mvn verify -pl bench -am -Dbench.without=none}. */
  private static final String LONG = "long";

  @Test
  void aQuickRunFillsTheWholeTable() throws Exception {
    Report report = run(Settings.quick());

    assertThat(report.rows()).hasSize(6);
    assertThat(report.rows())
        .allSatisfy(
            row -> {
              assertThat(row.switchboard().eventsPerSecond()).isPositive();
              assertThat(row.nativeClient().eventsPerSecond()).isPositive();
              assertThat(row.ratio()).isPositive();
            });
    assertThat(report.footprints())
        .extracting(NodeFootprint::when)
        .containsExactly("idle", "after the load");
    assertThat(TableText.of(report)).contains("publish 16 × 100", "consume 16 × 500", "node idle");
    assertThat(html(report).texts("h3"))
        .containsAll(report.rows().stream().map(Row::workload).toList());
  }

  @Test
  @Tag(LONG)
  void aClusterTellsWhatItsSessionsCost() throws Exception {
    Settings quick = Settings.quick();
    Report report =
        run(
            new Settings(
                1,
                quick.seconds(),
                quick.nodeWarmUpSeconds(),
                0,
                4,
                quick.eventBytes(),
                quick.eventsPerPartition(),
                quick.transport(),
                2,
                new Settings.Held(40, 10),
                OwnRuns.quick(),
                Set.of(Workload.SESSIONS)));

    assertThat(report.rows()).isEmpty();
    assertThat(report.sessionMemory())
        .singleElement()
        .satisfies(
            memory -> {
              assertThat(memory.nodes()).isEqualTo(2);
              assertThat(memory.stages())
                  .extracting(MemoryStage::when)
                  .containsExactly("before", "all passivated", "10 waiting");
              assertThat(memory.stages()).allMatch(stage -> stage.heapMiB() > 2);
            });
    assertThat(TableText.of(report)).contains("bytes per waiting session");
    assertThat(html(report).texts("td")).contains("bytes per waiting session");
  }

  @Test
  @Tag(LONG)
  void everyWayOfDoingTheSameIsComparedWithTheNativeOne() throws Exception {
    Report report = run(tiny(Workload.CONTENDERS));

    assertThat(report.contests())
        .extracting(Contest::workload)
        .containsExactly("publish 4 × 100", "consume 4 × 500");
    assertThat(report.contests().get(0).contenders()).hasSize(5);
    assertThat(report.contests().get(1).contenders()).hasSize(4);
    assertThat(report.contests())
        .flatMap(Contest::contenders)
        .allSatisfy(
            entry -> {
              assertThat(entry.figures().eventsPerSecond()).isPositive();
              assertThat(entry.ratio()).isPositive();
              assertThat(entry.figures().allocatedBytesPerEvent()).containsKeys("client", "node");
            });
    assertThat(TableText.of(report)).contains("encryption costs", "native transactions");
    assertThat(html(report).texts("h3")).contains("publish 4 × 100", "consume 4 × 500");
  }

  /** One of each kind, and with more sessions than partitions. */
  @Test
  @Tag(LONG)
  void aScenarioOfEachKindTellsItsRow() throws Exception {
    List<Scenario> scenarios =
        List.of(
            new Scenario(Scenario.Kind.PUBLISH, 32, 1, 100),
            new Scenario(Scenario.Kind.CONSUME, 4, 10, 1_024),
            new Scenario(Scenario.Kind.BOTH, 4, 100, 1_024));
    List<Row> rows = new ScenariosRun(context(tiny(Workload.SCENARIOS)), scenarios).run();

    assertThat(rows)
        .extracting(Row::workload)
        .containsExactly(
            "publish 32 × 1 × 100 B",
            "consume 4 × 10 × 1 KB",
            "publish and consume 4 × 100 × 1 KB");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.switchboard().eventsPerSecond()).isPositive();
              assertThat(row.nativeClient().eventsPerSecond()).isPositive();
            });
  }

  private static Settings tiny(Workload only) {
    Settings quick = Settings.quick();
    return new Settings(
        1,
        0.2,
        0.2,
        0.1,
        4,
        quick.eventBytes(),
        200,
        quick.transport(),
        1,
        quick.held(),
        quick.ownRuns(),
        Set.of(only));
  }

  @Test
  @Tag(LONG)
  void workloadsWithRunsOfTheirOwnAllTellTheirFigures() throws Exception {
    Settings q = Settings.quick();
    Report report =
        run(
            new Settings(
                1,
                q.seconds(),
                0,
                0,
                4,
                q.eventBytes(),
                q.eventsPerPartition(),
                q.transport(),
                1,
                q.held(),
                new OwnRuns(List.of(1, 20), 20, 3, "", 0),
                Set.of(Workload.FANOUT, Workload.COLD, Workload.CHURN, Workload.PEER)));

    assertThat(report.fanOut())
        .singleElement()
        .satisfies(
            fanOut -> {
              assertThat(fanOut.steps()).extracting(FanOut.Step::readers).containsExactly(1, 20);
              assertThat(fanOut.steps())
                  .allSatisfy(
                      step -> {
                        // Every byte has come at least once.
                        assertThat(step.brokerBytesPerByte()).isGreaterThan(1);
                        assertThat(step.allBrokerBytesPerByte())
                            .isGreaterThan(step.brokerBytesPerByte());
                        assertThat(step.late().maxMillis()).isPositive();
                      });
              assertThat(fanOut.limits()).hasSize(1);
            });
    assertThat(report.coldStarts()).hasSize(6).allMatch(start -> start.calls() == 3);
    assertThat(report.churn())
        .hasSize(2)
        .allSatisfy(churn -> assertThat(churn.sessionsPerSecond()).isPositive());
    assertThat(TableText.of(report))
        .contains("broker traffic of 20 readers to that of 1", "had left memory", "no --peer");
    assertThat(html(report).texts("h2"))
        .contains("Many readers of one topic", "A session's first calls", "Beside an HTTP bridge");
  }

  @Test
  @Tag(LONG)
  void anHttpBridgeIsMeasuredBesideSwitchboardOverHttp() throws Exception {
    Settings q = Settings.quick();
    try (Admin admin =
            Admin.create(Map.of("bootstrap.servers", Servers.shared().kafkaBootstrap()));
        PeerDouble bridge = new PeerDouble(500, () -> topics(admin), q.eventsPerPartition())) {
      Report report =
          run(
              new Settings(
                  1,
                  q.seconds(),
                  0,
                  0,
                  2,
                  q.eventBytes(),
                  q.eventsPerPartition(),
                  q.transport(),
                  1,
                  q.held(),
                  new OwnRuns(List.of(1), 1, 1, bridge.address(), 0),
                  Set.of(Workload.PEER)));

      assertThat(report.peer())
          .extracting(Row::workload)
          .containsExactly("publish 2 × 100, HTTP", "consume 2 × 500, HTTP");
      assertThat(report.peer())
          .allSatisfy(
              row -> {
                assertThat(row.switchboard().eventsPerSecond()).isPositive();
                assertThat(row.nativeClient().eventsPerSecond()).isPositive();
              });
      assertThat(bridge.openConsumers()).isZero();
      assertThat(TableText.of(report)).contains(bridge.address(), "ratio >= 5.0", "ratio >= 2.0");
    }
  }

  private static List<String> topics(Admin admin) throws IOException {
    try {
      return List.copyOf(admin.listTopics().names().get(20, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** Left there for whoever wants to look at it. */
  private static Parsed html(Report report) throws Exception {
    Path file = Path.of("target", "bench-report.html");
    Files.writeString(file, HtmlReport.of(report));
    return Parsed.of(Files.readString(file));
  }

  private static Report run(Settings settings) throws Exception {
    return new BenchRun(context(settings)).run();
  }

  private static RunContext context(Settings settings) {
    return new RunContext(
        Servers.shared(),
        settings,
        Path.of("target", "bench-node").toAbsolutePath(),
        OwnClassPath.entries(),
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            // However busy the machine is, no node is taken for dead.
            "-Dswitchboard.cluster.failure.acceptable-pause=3m"),
        Optional.empty(),
        System.err::println);
  }
}
