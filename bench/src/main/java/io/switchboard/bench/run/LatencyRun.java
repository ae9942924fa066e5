package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.Delivered;
import io.switchboard.bench.contender.NativeReaders;
import io.switchboard.bench.contender.NativeTransactions;
import io.switchboard.bench.contender.Paced;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardReaders;
import io.switchboard.bench.contender.Through;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long publishing takes when it is not hurried, and how long until it is read: at half of what
 * was measured as the most, beside native transactions and consumers of committed records, which
 * promise the nearest to the same. One node.
 */
public final class LatencyRun {
  private static final int BATCH = 100;
  private static final int READ_BATCH = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OURS = "Switchboard";
  private static final String OURS_READ = "Switchboard, until read";
  private static final String THEIRS_READ = "native transactions, until read";
  private static final String OURS_ALONE = "Switchboard, half of its own peak";

  private final RunContext context;
  private final Settings settings;

  public LatencyRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  /**
   * Both at one rate, half of the lower of their peaks, so that neither is hurried; and Switchboard
   * at half of its own.
   */
  public List<Latency> run() throws Exception {
    try (Cluster alone = Cluster.start(context, "node", 1, Map.of());
        SwitchboardClient client = alone.client(settings.transport()).build()) {
      Map<String, Long> processes = new HashMap<>(context.servers().processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.putAll(alone.processIds());
      Duel duel = new Duel(new CpuMeter(processes), context.progress());
      NodeWarmUp warmUp = new NodeWarmUp(context, "the node", settings.nodeWarmUp());
      warmUp.run(client, Optional.empty());
      warmUp.runToTheEnd(client);
      NativeTransactions theirs = theirs();
      Map<String, List<Sample>> peaks =
          duel(duel, "latency, the peak", List.of(ours(client, OURS), theirs));
      double ourPeak = Figures.of(peaks.get(OURS)).eventsPerSecond();
      double theirPeak = Figures.of(peaks.get(theirs.name())).eventsPerSecond();
      double common = Math.min(ourPeak, theirPeak) / 2;
      Map<String, List<Sample>> readPeaks =
          duel(duel, "latency, the peak until read", List.of(throughUs(client), throughThem()));
      double ourReadPeak = Figures.of(readPeaks.get(OURS_READ)).eventsPerSecond();
      double theirReadPeak = Figures.of(readPeaks.get(THEIRS_READ)).eventsPerSecond();
      double commonRead = Math.min(ourReadPeak, theirReadPeak) / 2;
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      try (FlightRecordings.Flight flight = flights.begin("latency")) {
        Map<String, List<Sample>> paced =
            duel(
                duel,
                "latency",
                List.of(
                    new Paced(OURS, ours(client, OURS), common / BATCH),
                    new Paced(theirs.name(), theirs(), common / BATCH),
                    new Paced(OURS_ALONE, ours(client, OURS_ALONE), ourPeak / 2 / BATCH)));
        Map<String, List<Sample>> delivered =
            duel(
                duel,
                "latency, until read",
                List.of(deliveredByUs(client, commonRead), deliveredByThem(commonRead)));
        return List.of(
            Latency.of(OURS, ourPeak, common, paced.get(OURS)),
            Latency.of(theirs.name(), theirPeak, common, paced.get(theirs.name())),
            Latency.of(OURS_ALONE, ourPeak, ourPeak / 2, paced.get(OURS_ALONE)),
            Latency.of(OURS_READ, ourReadPeak, commonRead, delivered.get(OURS_READ)),
            Latency.of(THEIRS_READ, theirReadPeak, commonRead, delivered.get(THEIRS_READ)));
      }
    }
  }

  /** Written and read by sessions, as fast as they can. */
  private Contender throughUs(SwitchboardClient client) throws Exception {
    String topic = context.topics().create();
    return new Through(
        OURS_READ, ours(client, OURS_READ, topic), ourReaders(client, topic), PATIENCE);
  }

  /** Native transactions, read by native consumers of committed records. */
  private Contender throughThem() throws Exception {
    String topic = context.topics().create();
    return new Through(THEIRS_READ, theirs(topic), theirReaders(topic), PATIENCE);
  }

  private Contender deliveredByUs(SwitchboardClient client, double eventsPerSecond)
      throws Exception {
    String topic = context.topics().create();
    return new Delivered(
        OURS_READ,
        ours(client, OURS_READ, topic),
        ourReaders(client, topic),
        eventsPerSecond / BATCH,
        PATIENCE);
  }

  private Contender deliveredByThem(double eventsPerSecond) throws Exception {
    String topic = context.topics().create();
    return new Delivered(
        THEIRS_READ, theirs(topic), theirReaders(topic), eventsPerSecond / BATCH, PATIENCE);
  }

  private SwitchboardReaders ourReaders(SwitchboardClient client, String topic) {
    return new SwitchboardReaders(client, topic, settings.sessions(), READ_BATCH);
  }

  private NativeReaders theirReaders(String topic) {
    return new NativeReaders(
        context.servers().kafkaBootstrap(), topic, settings.sessions(), READ_BATCH);
  }

  private Map<String, List<Sample>> duel(Duel duel, String workload, List<Contender> contenders)
      throws Exception {
    return duel.run(
        workload, contenders, settings.warmUp(), settings.roundTime(), settings.rounds());
  }

  private SwitchboardPublishers ours(SwitchboardClient client, String name) throws Exception {
    return ours(client, name, context.topics().create());
  }

  private SwitchboardPublishers ours(SwitchboardClient client, String name, String topic) {
    return new SwitchboardPublishers(
        name, client, topic, settings.sessions(), 1, Payload.of(BATCH, settings.eventBytes()));
  }

  private NativeTransactions theirs() throws Exception {
    return theirs(context.topics().create());
  }

  private NativeTransactions theirs(String topic) {
    return new NativeTransactions(
        context.servers().kafkaBootstrap(),
        topic,
        settings.sessions(),
        settings.sessions(),
        Payload.of(BATCH, settings.eventBytes()));
  }
}
