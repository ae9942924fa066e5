package io.switchboard.bench.run;

import io.switchboard.bench.contender.DueStamp;
import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.meter.BrokerTraffic;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.Patience;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.servers.Topics;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One topic with ever more readers at its end, and one writer at a fixed rate: what the broker
 * sends, how late events are, and what the node pays. One node, one partition.
 */
public final class FanOutRun {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final String CALLS = "switchboard_door_calls_in_flight";

  /** Beside the readers': for writers, and for sessions that begin or end. */
  private static final int MORE_CONNECTIONS = 100;

  private final RunContext context;
  private final Settings settings;
  private final int eventBytes;

  public FanOutRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
    this.eventBytes = Math.max(DueStamp.BYTES, settings.eventBytes());
  }

  /** Starts a node and measures, each step by itself. */
  public FanOut run() throws Exception {
    List<Integer> readers = settings.ownRuns().fanOutReaders();
    Map<String, Long> servers = context.servers().processIds();
    try (BrokerTraffic broker = BrokerTraffic.attach(servers.get("kafka"));
        Cluster alone = Cluster.start(context, "node", 1, Map.of());
        SwitchboardClient client =
            alone
                .client(settings.transport())
                .maxConnectionsPerAddress(
                    Math.min(10_000, Collections.max(readers) + MORE_CONNECTIONS))
                .build()) {
      new NodeWarmUp(context, "the node", settings.nodeWarmUp()).run(client, Optional.empty());
      Map<String, Long> processes = new HashMap<>(servers);
      processes.put("client", ProcessHandle.current().pid());
      processes.putAll(alone.processIds());
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      List<FanOut.Step> steps = new ArrayList<>();
      for (int count : readers) {
        try (FlightRecordings.Flight flight = flights.begin("fan-out %d".formatted(count))) {
          steps.add(step(alone, client, broker, new CpuMeter(processes), count));
        }
      }
      return FanOut.of(FanOutStream.BATCH, eventBytes, steps);
    }
  }

  private FanOut.Step step(
      Cluster node, SwitchboardClient client, BrokerTraffic broker, CpuMeter cpu, int count)
      throws Exception {
    String topic = new Topics(context.servers().kafkaBootstrap(), 1).create();
    double rate = settings.ownRuns().fanOutBatchesPerSecond();
    try (FanOutReaders readers = new FanOutReaders(client, topic);
        FanOutStream stream = new FanOutStream(client, topic, rate, eventBytes)) {
      context.say("fan-out: %,d readers begin".formatted(count));
      readers.open(count);
      if (!Patience.await(WITHIN, () -> node.sum(CALLS) >= count)) {
        throw new IllegalStateException(
            "after %d s only %.0f of %d readers wait: raise the limit of open files (ulimit -n)"
                .formatted(WITHIN.toSeconds(), node.sum(CALLS), count));
      }
      stream.run(settings.warmUp());
      readers.awaitAll(stream.published());
      readers.forget();
      long before = stream.published();
      BrokerTraffic.Sent sent = broker.sent(topic);
      Map<String, Double> used = cpu.seconds();
      long begin = System.nanoTime();
      Duration time = settings.roundTime().multipliedBy(settings.rounds());
      stream.run(time);
      readers.awaitAll(stream.published());
      FanOut.Step step =
          FanOut.Step.of(
              count,
              stream.published() - before,
              eventBytes,
              Math.max(time.toNanos(), readers.lastNanos() - begin) / 1e9,
              broker.sent(topic).since(sent),
              readers.lateMicros(),
              cpu.since(used));
      context.say(
          "fan-out: %,d readers: %.2f bytes from the broker for each byte, p99 %.1f ms"
              .formatted(count, step.brokerBytesPerByte(), step.late().p99Millis()));
      return step;
    }
  }
}
