package io.switchboard.bench.run;

import io.switchboard.bench.contender.Work;
import io.switchboard.bench.contender.Workers;
import io.switchboard.bench.figures.Churn;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.meter.CpuMeter;
import io.switchboard.bench.meter.FlightRecordings;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sessions that begin and end as fast as a node lets them: what a client pays that opens one for
 * every little thing it does. One node with its defaults.
 */
public final class ChurnRun {
  private static final long HIGHEST_MICROS = 60_000_000;

  private final RunContext context;
  private final Settings settings;

  public ChurnRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  /** Begins a session, and tells its id. */
  private interface Opening {
    String open();
  }

  /** Starts a node and measures, for each role. */
  public List<Churn> run() throws Exception {
    try (Cluster alone = Cluster.start(context, "node", 1, Map.of());
        SwitchboardClient client = alone.client(settings.transport()).build()) {
      Map<String, Long> processes = new HashMap<>(context.servers().processIds());
      processes.put("client", ProcessHandle.current().pid());
      processes.putAll(alone.processIds());
      FlightRecordings flights = new FlightRecordings(context.recordings(), processes);
      new NodeWarmUp(context, "the node", settings.nodeWarmUp()).run(client, Optional.empty());
      String topic = context.topics().create();
      try (FlightRecordings.Flight flight = flights.begin("churn")) {
        CpuMeter cpu = new CpuMeter(processes);
        return List.of(
            measure("writers", client, cpu, () -> writer(client, topic)),
            measure("readers", client, cpu, () -> reader(client, topic)));
      }
    }
  }

  /** Closing does not end the session here: that call is measured. */
  private static String writer(SwitchboardClient client, String topic) {
    PublisherOptions options = PublisherOptions.defaults().disposeOnClose(false);
    try (Publisher publisher = client.publisher(topic, options)) {
      return publisher.session();
    }
  }

  private static String reader(SwitchboardClient client, String topic) {
    SubscriberOptions options = SubscriberOptions.defaults().disposeOnClose(false);
    try (Subscriber subscriber = client.subscriber(topic, options)) {
      return subscriber.session();
    }
  }

  private Churn measure(String role, SwitchboardClient client, CpuMeter cpu, Opening opening)
      throws Exception {
    context.say("churn: sessions of %s begin and end, to warm up".formatted(role));
    round(client, opening, settings.warmUp(), new ConcurrentHistogram(HIGHEST_MICROS, 3));
    Histogram dispose = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    List<Sample> rounds = new ArrayList<>();
    for (int round = 1; round <= settings.rounds(); round++) {
      Map<String, Double> before = cpu.seconds();
      Work work = round(client, opening, settings.roundTime(), dispose);
      Sample sample =
          new Sample(
              work.events(),
              work.batches(),
              work.seconds(),
              work.latencyMicros(),
              cpu.since(before));
      rounds.add(sample);
      context.say(
          "churn: round %d, %s: %,.0f sessions/s".formatted(round, role, sample.eventsPerSecond()));
    }
    return Churn.of(role, settings.sessions(), rounds, dispose);
  }

  private Work round(
      SwitchboardClient client, Opening opening, Duration time, Histogram disposeMicros)
      throws Exception {
    Workers.Job job =
        tally -> {
          long end = System.nanoTime() + time.toNanos();
          do {
            long start = System.nanoTime();
            String session = opening.open();
            long opened = System.nanoTime();
            client.dispose(session);
            long ended = System.nanoTime();
            tally.batch(1, opened - start);
            disposeMicros.recordValue(Math.min(HIGHEST_MICROS, (ended - opened) / 1_000));
          } while (System.nanoTime() < end);
        };
    return Workers.run(Collections.nCopies(settings.sessions(), job));
  }
}
