package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.Peer;
import io.switchboard.bench.contender.PeerConsumers;
import io.switchboard.bench.contender.PeerPublishers;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.Patience;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Transport;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node over HTTP beside an HTTP bridge, which somebody else has started over the same Kafka.
 * Without a bridge's address nothing is measured.
 */
public final class PeerRun {
  private static final String OURS = "Switchboard";
  private static final int BATCH = 100;
  private static final int READ_BATCH = 500;
  private static final Goal PUBLISH = Goal.ratio(5);
  private static final Goal CONSUME = Goal.ratio(2);
  private static final Duration WITHIN = Duration.ofSeconds(120);

  private final RunContext context;
  private final Settings settings;
  private final String address;
  private final Peer peer;
  private Optional<IOException> lastFailure = Optional.empty();

  public PeerRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
    this.address = settings.ownRuns().peer();
    this.peer = new Peer(address);
  }

  /**
   * Waits until the bridge answers, and shows a topic that was just made: then it has the same
   * Kafka. Returns at once without a bridge's address.
   *
   * @throws IllegalStateException if it does not within two minutes
   */
  public void awaitPeer() throws Exception {
    if (address.isEmpty()) {
      return;
    }
    String topic = context.topics().create();
    String kafka = context.servers().kafkaBootstrap();
    context.say("waiting for the HTTP bridge at %s, over Kafka at %s".formatted(address, kafka));
    if (!Patience.await(WITHIN, () -> shows(topic))) {
      throw new IllegalStateException(
          ("the HTTP bridge at %s did not show a topic of Kafka at %s within %d s: does it run, and"
                  + " has it that address of Kafka?")
              .formatted(address, kafka, WITHIN.toSeconds()),
          lastFailure.orElse(null));
    }
  }

  private boolean shows(String topic) throws InterruptedException {
    try {
      return peer.topics().contains(topic);
    } catch (IOException notYet) {
      // It does not listen yet, or has not found Kafka.
      lastFailure = Optional.of(notYet);
      return false;
    }
  }

  /** One row for each workload, the bridge in the native client's place. */
  public List<Row> run() throws Exception {
    if (address.isEmpty()) {
      return List.of();
    }
    try (Cluster alone = Cluster.start(context, "node", 1, Map.of());
        SwitchboardClient client = alone.client(Transport.HTTP).build()) {
      Map<String, Long> processes = new HashMap<>(context.servers().processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.putAll(alone.processIds());
      Duel duel = new Duel(new CpuMeter(processes), context.progress());
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      StoredEvents stored =
          StoredEvents.write(
              client,
              context.topics().create(),
              settings.sessions(),
              settings.eventsPerPartition(),
              settings.eventBytes());
      new NodeWarmUp(context, "the node", settings.nodeWarmUp()).run(client, Optional.of(stored));
      byte[][] values = Payload.of(BATCH, settings.eventBytes());
      int n = settings.sessions();
      String publish = "publish %d × %d, HTTP".formatted(n, BATCH);
      String consume = "consume %d × %d, HTTP".formatted(n, READ_BATCH);
      List<Row> rows = new ArrayList<>();
      try (FlightRecordings.Flight flight = flights.begin("peer " + publish)) {
        String topic = context.topics().create();
        rows.add(
            measure(
                duel,
                publish,
                new SwitchboardPublishers(OURS, client, topic, n, 1, values),
                new PeerPublishers(peer, context.topics().create(), n, values),
                PUBLISH));
      }
      try (FlightRecordings.Flight flight = flights.begin("peer " + consume)) {
        rows.add(
            measure(
                duel,
                consume,
                new SwitchboardSubscribers(OURS, client, stored, READ_BATCH),
                new PeerConsumers(peer, stored),
                CONSUME));
      }
      return rows;
    }
  }

  private Row measure(Duel duel, String workload, Contender ours, Contender theirs, Goal goal)
      throws Exception {
    Map<String, List<Sample>> samples =
        duel.run(
            workload,
            List.of(ours, theirs),
            settings.warmUp(),
            settings.roundTime(),
            settings.rounds());
    List<Sample> our = samples.get(ours.name());
    List<Sample> their = samples.get(theirs.name());
    Figures figures = Figures.of(our);
    double ratio = Figures.medianRatio(our, their);
    return new Row(workload, figures, Figures.of(their), ratio, goal, goal.isMetBy(figures, ratio));
  }
}
