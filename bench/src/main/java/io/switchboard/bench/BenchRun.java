package io.switchboard.bench;

import io.switchboard.bench.NativePublishers.Setup;
import io.switchboard.bench.Settings.Workload;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One run of the benchmark over servers that are there: a node, the workloads, the report. */
final class BenchRun {
  private static final int BATCH = 100;
  private static final int NATIVE_PASSES = 3;

  private final Servers servers;
  private final Settings settings;
  private final Optional<Path> recordings;
  private final Consumer<String> progress;
  private final List<Report.Row> rows = new ArrayList<>();
  private final List<NodeFootprint> footprints = new ArrayList<>();

  /**
   * @param recordings where flight recordings of all processes go
   */
  BenchRun(
      Servers servers, Settings settings, Optional<Path> recordings, Consumer<String> progress) {
    this.servers = servers;
    this.settings = settings;
    this.recordings = recordings;
    this.progress = progress;
  }

  /**
   * Starts a node and measures.
   *
   * @param folder for the node's files
   * @param classPath the node's
   * @param jvmArgs the node's
   */
  Report run(Path folder, List<Path> classPath, List<String> jvmArgs) throws Exception {
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    progress.accept("starting a node");
    try (NodeUnderTest node = NodeUnderTest.start(servers, folder, classPath, jvmArgs);
        SwitchboardClient client =
            SwitchboardClient.builder().addresses(node.address(settings.transport())).build()) {
      footprint("idle", node);
      Map<String, Long> processes = new HashMap<>(servers.processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.put("node", node.processId());
      Duel duel = new Duel(new CpuMeter(processes), progress);
      FlightRecordings flights = new FlightRecordings(recordings, processes);
      Optional<StoredEvents> stored = store(client);
      warmUp(client, stored);
      publish(client, duel, flights);
      if (stored.isPresent()) {
        consume(client, stored.get(), duel, flights);
      }
      footprint("after the load", node);
      return new Report(started, machine(), settings, List.copyOf(rows), List.copyOf(footprints));
    }
  }

  /** Node and servers; each of the two ways for the whole time, as they share little code. */
  private void warmUp(SwitchboardClient client, Optional<StoredEvents> stored) throws Exception {
    byte[][] values = Payload.of(BATCH, settings.eventBytes());
    warmUp(
        "publishing",
        new SwitchboardPublishers(client, newTopic(), settings.sessions(), 1, values));
    if (stored.isPresent()) {
      warmUp("consuming", new SwitchboardSubscribers(client, stored.get(), BATCH));
    }
  }

  private void warmUp(String what, Contender load) throws Exception {
    Duration time = seconds(settings.nodeWarmUpSeconds());
    progress.accept("the node warms up, %s for %d s".formatted(what, time.toSeconds()));
    try (load) {
      load.open();
      Duel.warmUp(load, time);
    }
  }

  private Optional<StoredEvents> store(SwitchboardClient client) throws Exception {
    if (!settings.only().contains(Workload.CONSUME)) {
      return Optional.empty();
    }
    progress.accept("consume: writing the events");
    return Optional.of(
        StoredEvents.write(
            client,
            newTopic(),
            settings.sessions(),
            settings.eventsPerPartition(),
            settings.eventBytes()));
  }

  private void publish(SwitchboardClient client, Duel duel, FlightRecordings flights)
      throws Exception {
    int n = settings.sessions();
    String workload = "publish %d × %d".formatted(n, BATCH);
    if (settings.only().contains(Workload.PUBLISH)) {
      publish(client, duel, flights, workload, BATCH, 1, Setup.KAFKA_DEFAULTS, Goal.ratio(0.3));
    }
    if (settings.only().contains(Workload.PUBLISH_TUNED)) {
      publish(client, duel, flights, workload + ", tuned", BATCH, 1, Setup.TUNED, Goal.NONE);
      publish(client, duel, flights, workload + " × 2, tuned", BATCH, 2, Setup.TUNED, Goal.NONE);
    }
    if (settings.only().contains(Workload.SINGLE)) {
      publish(
          client,
          duel,
          flights,
          "publish %d × 1".formatted(n),
          1,
          1,
          Setup.TUNED,
          Goal.commitsPerSecond(1_000));
    }
  }

  private void publish(
      SwitchboardClient client,
      Duel duel,
      FlightRecordings flights,
      String workload,
      int batch,
      int depth,
      Setup setup,
      Goal goal)
      throws Exception {
    byte[][] values = Payload.of(batch, settings.eventBytes());
    String topic = newTopic();
    measure(
        duel,
        flights,
        workload,
        new SwitchboardPublishers(client, topic, settings.sessions(), depth, values),
        new NativePublishers(
            setup,
            servers.kafkaBootstrap(),
            newTopic(),
            settings.sessions(),
            settings.sessions(),
            depth,
            values),
        goal);
  }

  private void consume(
      SwitchboardClient client, StoredEvents stored, Duel duel, FlightRecordings flights)
      throws Exception {
    for (int batch : new int[] {500, 100}) {
      measure(
          duel,
          flights,
          "consume %d × %d".formatted(settings.sessions(), batch),
          new SwitchboardSubscribers(client, stored, batch),
          new NativeConsumers(servers.kafkaBootstrap(), stored, batch, NATIVE_PASSES),
          Goal.ratio(0.2));
    }
  }

  private void measure(
      Duel duel,
      FlightRecordings flights,
      String workload,
      Contender ours,
      Contender theirs,
      Goal goal)
      throws Exception {
    try (FlightRecordings.Flight flight = flights.begin(workload)) {
      Map<String, List<Sample>> samples =
          duel.run(
              workload,
              List.of(ours, theirs),
              seconds(settings.warmUpSeconds()),
              seconds(settings.seconds()),
              settings.rounds());
      Figures switchboard = Figures.of(samples.get(ours.name()));
      Figures other = Figures.of(samples.get(theirs.name()));
      double ratio = Figures.medianRatio(samples.get(ours.name()), samples.get(theirs.name()));
      rows.add(
          new Report.Row(
              workload, switchboard, other, ratio, goal, goal.isMetBy(switchboard, ratio)));
    }
  }

  private void footprint(String when, NodeUnderTest node) throws InterruptedException {
    if (!settings.only().contains(Workload.IDLE)) {
      return;
    }
    try {
      footprints.add(NodeFootprint.of(when, node.processId()));
    } catch (IOException e) {
      progress.accept("not measured: " + e.getMessage());
    }
  }

  private String newTopic() throws Exception {
    String name = "bench-" + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafkaBootstrap()))) {
      admin
          .createTopics(List.of(new NewTopic(name, settings.sessions(), (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);
      awaitVisible(admin, name);
    }
    return name;
  }

  /** The controller has made the topic; a broker learns of it a moment later. */
  private static void awaitVisible(Admin admin, String topic) throws Exception {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        admin.describeTopics(List.of(topic)).allTopicNames().get(20, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        boolean late = System.nanoTime() - giveUpAt > 0;
        if (late || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  private static String machine() {
    return "%d processors, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }
}
