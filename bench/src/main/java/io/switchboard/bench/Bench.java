package io.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.switchboard.bench.report.HtmlReport;
import io.switchboard.bench.report.Report;
import io.switchboard.bench.report.TableText;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.servers.Servers;
import io.switchboard.bench.settings.OwnRuns;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Transport;
import io.switchboard.localstack.LocalStackOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command: starts Kafka, Cassandra and a node, measures, prints a table, removes everything.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures Switchboard beside native Kafka clients on this machine, in one run. Only the"
            + " ratios mean something elsewhere. Takes about eight minutes and a few GB of disk.",
    footer = "With --micro as the first option: single pieces by themselves, see bench/README.md.")
public final class Bench implements Callable<Integer> {
  private static final Settings DEFAULTS = Settings.defaults();

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "A few seconds only: shows that everything works.")
  private boolean quick;

  @Option(names = "--rounds", description = "Rounds of each contender.")
  private Optional<Integer> rounds = Optional.empty();

  @Option(names = "--seconds", description = "Length of a round of publishing.")
  private Optional<Double> seconds = Optional.empty();

  @Option(
      names = "--node-warm-up",
      description = "Seconds of publishing, and of consuming, before anything is measured.")
  private Optional<Double> nodeWarmUp = Optional.empty();

  @Option(
      names = "--warm-up",
      description = "Seconds of warming up for each contender of a workload.")
  private Optional<Double> warmUp = Optional.empty();

  @Option(names = "--sessions", description = "Writers, readers and partitions.")
  private Optional<Integer> sessions = Optional.empty();

  @Option(names = "--event-bytes", description = "Size of an event's value.")
  private Optional<Integer> eventBytes = Optional.empty();

  @Option(names = "--events", description = "Events in each partition that is read.")
  private Optional<Integer> eventsPerPartition = Optional.empty();

  @Option(names = "--transport", description = "${COMPLETION-CANDIDATES}; TCP if not given.")
  private Transport transport = DEFAULTS.transport();

  @Option(
      names = "--nodes",
      description = "Nodes of the cluster, in CLUSTER and SESSIONS; 3 if not given.")
  private Optional<Integer> nodes = Optional.empty();

  @Option(names = "--allocated", description = "Readers' sessions in SESSIONS.")
  private Optional<Integer> allocated = Optional.empty();

  @Option(names = "--waiting", description = "Of these, how many wait in a long poll.")
  private Optional<Integer> waiting = Optional.empty();

  @Option(
      names = "--fan-out",
      split = ",",
      description = "Numbers of readers of one topic in FANOUT; 1,100,1000 if not given.")
  private List<Integer> fanOut = List.of();

  @Option(names = "--fan-out-rate", description = "Batches of ten events per second in FANOUT.")
  private Optional<Double> fanOutRate = Optional.empty();

  @Option(names = "--cold-sessions", description = "Sessions of each role in COLD.")
  private Optional<Integer> coldSessions = Optional.empty();

  @Option(
      names = "--peer",
      description =
          "http://host:port of an HTTP bridge over the same Kafka, in the Confluent v2 dialect, to"
              + " measure beside (PEER); it may start while this waits, up to two minutes.")
  private Optional<String> peer = Optional.empty();

  @Option(
      names = "--kafka-port",
      description = "Kafka's port; 19092 if --peer is given, else any free one.")
  private Optional<Integer> kafkaPort = Optional.empty();

  @Option(
      names = "--only",
      split = ",",
      description =
          "${COMPLETION-CANDIDATES}; if not given the first five. The others have runs of their"
              + " own, described in bench/README.md.")
  private Set<Settings.Workload> only = new LinkedHashSet<>();

  @Option(names = "--json", description = "Writes the figures to this file too.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--html",
      description = "Writes plots and figures to this file too, for a browser.")
  private Optional<Path> html = Optional.empty();

  @Option(names = "--recordings", description = "Writes flight recordings to this folder.")
  private Optional<Path> recordings = Optional.empty();

  @Option(
      names = "--node-jvm-args",
      description =
          "Options of the node's JVM, separated by spaces; ${DEFAULT-VALUE} if not given.")
  private String nodeJvmArgs = "-Xmx1g -XX:+UseParallelGC";

  @Option(names = "--folder", description = "For all data; a temporary one if not given. Emptied.")
  private Optional<Path> folder = Optional.empty();

  /** The command line; the exit code is 0 also when a goal was missed. */
  public static void main(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-bench.xml");
    }
    System.exit(commandLine().execute(args));
  }

  /** For a command that has this one below it. */
  public static CommandLine commandLine() {
    return new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    json.ifPresent(file -> requireFolderOf("--json", file));
    html.ifPresent(file -> requireFolderOf("--html", file));
    Path data = folder.isPresent() ? folder.get() : Files.createTempDirectory("switchboard-bench");
    try (Servers servers =
        Servers.own(data.resolve("stack"), settings.ownRuns().kafkaPort(), Bench::say)) {
      // Also when the run is cut short: it leaves gigabytes.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(servers, data), "clean-up"));
      Report report =
          new BenchRun(
                  new RunContext(
                      servers,
                      settings,
                      data.resolve("node"),
                      ownClassPath(),
                      List.of(nodeJvmArgs.trim().split(" +")),
                      recordings,
                      Bench::say))
              .run();
      System.out.println();
      System.out.print(TableText.of(report));
      if (json.isPresent()) {
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValue(json.get().toFile(), report);
      }
      if (html.isPresent()) {
        Files.writeString(html.get(), HtmlReport.of(report));
      }
      return 0;
    }
  }

  /** Asked before, not after many minutes of measuring. */
  private void requireFolderOf(String option, Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + ": expected a file in a folder that is there, got " + file);
    }
  }

  /** What the options ask for. */
  Settings settings() {
    Settings base = Settings.base(quick, only);
    try {
      return new Settings(
          rounds.orElse(base.rounds()),
          seconds.orElse(base.seconds()),
          nodeWarmUp.orElse(base.nodeWarmUpSeconds()),
          warmUp.orElse(base.warmUpSeconds()),
          sessions.orElse(base.sessions()),
          eventBytes.orElse(base.eventBytes()),
          eventsPerPartition.orElse(base.eventsPerPartition()),
          transport,
          nodes.orElse(base.nodes()),
          new Settings.Held(
              allocated.orElse(base.held().allocated()), waiting.orElse(base.held().waiting())),
          new OwnRuns(
              fanOut.isEmpty() ? base.ownRuns().fanOutReaders() : fanOut,
              fanOutRate.orElse(base.ownRuns().fanOutBatchesPerSecond()),
              coldSessions.orElse(base.ownRuns().coldSessions()),
              peer.orElse(""),
              kafkaPort.orElse(peer.isPresent() ? LocalStackOptions.DEFAULT_KAFKA_PORT : 0)),
          workloads());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** With a bridge's address, the workload that needs it comes with the usual ones. */
  private Set<Settings.Workload> workloads() {
    if (peer.isEmpty() || only.contains(Settings.Workload.PEER)) {
      return only;
    }
    if (!only.isEmpty()) {
      throw new IllegalArgumentException("--peer: name PEER in --only too, or leave --only out");
    }
    Set<Settings.Workload> more = new LinkedHashSet<>(Settings.Workload.USUAL);
    more.add(Settings.Workload.PEER);
    return more;
  }

  private static List<Path> ownClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  private static void cleanUp(Servers servers, Path data) {
    servers.close();
    try (Stream<Path> found = Files.walk(data)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      say("not removed: " + data + ": " + e);
    }
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
