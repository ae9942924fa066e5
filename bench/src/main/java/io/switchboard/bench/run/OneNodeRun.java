package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.NativeConsumers;
import io.switchboard.bench.contender.NativePublishers;
import io.switchboard.bench.contender.NativePublishers.Setup;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.AllocationMeter;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.meter.NodeFootprint;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.NodeUnderTest;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.servers.Servers;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node beside native clients: the workloads that tell what Switchboard costs. */
public final class OneNodeRun {
  private static final String OURS = "Switchboard";
  private static final int BATCH = 100;
  private static final int NATIVE_PASSES = 3;

  private final RunContext context;
  private final Servers servers;
  private final Settings settings;
  private final List<Row> rows = new ArrayList<>();
  private final List<NodeFootprint> footprints = new ArrayList<>();

  public OneNodeRun(RunContext context) {
    this.context = context;
    this.servers = context.servers();
    this.settings = context.settings();
  }

  /** One row per workload. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** Of the node, before it had anything to do, and when all sessions had ended. */
  public List<NodeFootprint> footprints() {
    return List.copyOf(footprints);
  }

  /** Starts a node and measures. */
  public void run() throws Exception {
    try (Cluster alone = Cluster.start(context, "node", 1, Map.of());
        SwitchboardClient client = alone.client(settings.transport()).build();
        AllocationMeter allocation = new AllocationMeter(alone.nodes())) {
      NodeUnderTest node = alone.nodes().get(0);
      footprint("idle", node);
      Map<String, Long> processes = new HashMap<>(servers.processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.put("node", node.processId());
      Duel duel = new Duel(new CpuMeter(processes), Optional.of(allocation), context.progress());
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      Optional<StoredEvents> stored = store(client);
      new NodeWarmUp(context, "the node", settings.nodeWarmUp()).run(client, stored);
      publish(client, duel, flights);
      if (stored.isPresent()) {
        consume(client, stored.get(), duel, flights);
      }
      footprint("after the load", node);
    }
  }

  private Optional<StoredEvents> store(SwitchboardClient client) throws Exception {
    if (!settings.only().contains(Workload.CONSUME)) {
      return Optional.empty();
    }
    context.say("consume: writing the events");
    return Optional.of(
        StoredEvents.write(
            client,
            context.topics().create(),
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
    String topic = context.topics().create();
    measure(
        duel,
        flights,
        workload,
        new SwitchboardPublishers(OURS, client, topic, settings.sessions(), depth, values),
        new NativePublishers(
            setup,
            servers.kafkaBootstrap(),
            context.topics().create(),
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
          new SwitchboardSubscribers(OURS, client, stored, batch),
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
              settings.warmUp(),
              settings.roundTime(),
              settings.rounds());
      Figures switchboard = Figures.of(samples.get(ours.name()));
      Figures other = Figures.of(samples.get(theirs.name()));
      double ratio = Figures.medianRatio(samples.get(ours.name()), samples.get(theirs.name()));
      rows.add(
          new Row(workload, switchboard, other, ratio, goal, goal.isMetBy(switchboard, ratio)));
    }
  }

  private void footprint(String when, NodeUnderTest node) throws InterruptedException {
    if (!settings.only().contains(Workload.IDLE)) {
      return;
    }
    try {
      footprints.add(NodeFootprint.of(when, node.processId()));
    } catch (IOException e) {
      context.say("not measured: " + e.getMessage());
    }
  }
}
