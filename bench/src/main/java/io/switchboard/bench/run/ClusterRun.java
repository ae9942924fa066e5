package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.AllocationMeter;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster of several nodes beside one node, on the same machine: what it costs that most calls
 * come to another node than the session's. Both have the same keys and read the same stored events.
 */
public final class ClusterRun {
  private static final int BATCH = 100;
  private static final int[] READ_BATCHES = {500, 100};
  private static final String ONE = "one node";

  private final RunContext context;
  private final Settings settings;
  private final String several;
  private final List<Comparison> comparisons = new ArrayList<>();

  public ClusterRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
    this.several = "cluster of " + settings.nodes();
  }

  /** Starts all nodes and measures, one comparison per workload. */
  public List<Comparison> run() throws Exception {
    try (Cluster cluster = Cluster.start(context, "node", settings.nodes(), Map.of());
        Cluster alone = Cluster.start(context, "alone", 1, Map.of());
        SwitchboardClient toCluster = cluster.client(settings.transport()).build();
        SwitchboardClient toOne = alone.client(settings.transport()).build();
        AllocationMeter allocation =
            new AllocationMeter(
                Stream.concat(cluster.nodes().stream(), alone.nodes().stream()).toList())) {
      Map<String, Long> processes = new HashMap<>(context.servers().processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.putAll(cluster.processIds());
      processes.putAll(alone.processIds());
      Duel duel = new Duel(new CpuMeter(processes), Optional.of(allocation), context.progress());
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      StoredEvents stored = store(toOne);
      warmUp(toOne, toCluster, stored);
      publish(toCluster, toOne, duel, flights);
      consume(toCluster, toOne, stored, duel, flights);
      cluster.requireWhole();
      return List.copyOf(comparisons);
    }
  }

  private StoredEvents store(SwitchboardClient client) throws Exception {
    context.say("cluster: writing the events that are read");
    return StoredEvents.write(
        client,
        context.topics().create(),
        settings.sessions(),
        settings.eventsPerPartition(),
        settings.eventBytes());
  }

  /** Each node of the cluster gets a share of the load: it needs as much more time. */
  private void warmUp(SwitchboardClient toOne, SwitchboardClient toCluster, StoredEvents stored)
      throws Exception {
    Duration time = settings.nodeWarmUp();
    new NodeWarmUp(context, ONE, time).run(toOne, Optional.of(stored));
    new NodeWarmUp(context, several, time.multipliedBy(settings.nodes()))
        .run(toCluster, Optional.of(stored));
  }

  private void publish(
      SwitchboardClient toCluster, SwitchboardClient toOne, Duel duel, FlightRecordings flights)
      throws Exception {
    byte[][] values = Payload.of(BATCH, settings.eventBytes());
    String topic = context.topics().create();
    int n = settings.sessions();
    measure(
        duel,
        flights,
        "publish %d × %d".formatted(n, BATCH),
        new EveryRound(
            several, () -> new SwitchboardPublishers(several, toCluster, topic, n, 1, values)),
        new EveryRound(ONE, () -> new SwitchboardPublishers(ONE, toOne, topic, n, 1, values)));
  }

  private void consume(
      SwitchboardClient toCluster,
      SwitchboardClient toOne,
      StoredEvents stored,
      Duel duel,
      FlightRecordings flights)
      throws Exception {
    for (int batch : READ_BATCHES) {
      measure(
          duel,
          flights,
          "consume %d × %d".formatted(settings.sessions(), batch),
          new SwitchboardSubscribers(several, toCluster, stored, batch),
          new SwitchboardSubscribers(ONE, toOne, stored, batch));
    }
  }

  private void measure(
      Duel duel, FlightRecordings flights, String workload, Contender cluster, Contender one)
      throws Exception {
    try (FlightRecordings.Flight flight = flights.begin("cluster " + workload)) {
      Map<String, List<Sample>> samples =
          duel.run(
              workload,
              List.of(cluster, one),
              settings.warmUp(),
              settings.roundTime(),
              settings.rounds());
      comparisons.add(
          Comparison.of(
              workload, settings.nodes(), samples.get(cluster.name()), samples.get(one.name())));
    }
  }
}
