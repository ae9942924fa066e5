package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.NativeConsumers;
import io.switchboard.bench.contender.NativePublishers;
import io.switchboard.bench.contender.NativePublishers.Setup;
import io.switchboard.bench.contender.NativeReaders;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardReaders;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.contender.Through;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.servers.PassingTopics;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Many short workloads of one node beside native clients: what the size of things does. */
public final class ScenariosRun {
  private static final String OURS = "Switchboard";
  private static final String NATIVE = "native";
  private static final int READ_BATCH = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunContext context;
  private final Settings settings;
  private final List<Scenario> scenarios;
  private final Map<Integer, StoredEvents> storedBySize = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  public ScenariosRun(RunContext context, List<Scenario> scenarios) {
    this.context = context;
    this.settings = context.settings();
    this.scenarios = List.copyOf(scenarios);
  }

  /** Starts a node and measures; one row per scenario. */
  public List<Row> run() throws Exception {
    int connections = scenarios.stream().mapToInt(Scenario::sessions).max().orElse(1);
    try (MeasuredNode node = MeasuredNode.start(context, Map.of());
        // Readers and writers of one scenario, and each call holds one.
        SwitchboardClient client =
            node.client(settings.transport()).maxConnectionsPerAddress(2 * connections).build();
        PassingTopics stored = new PassingTopics(context.topics())) {
      new NodeWarmUp(context, "the node", settings.nodeWarmUp())
          .run(client, Optional.of(warmUpEvents(client, stored)));
      for (Scenario scenario : scenarios) {
        try (PassingTopics topics = new PassingTopics(context.topics())) {
          measure(node, client, scenario, topics, stored);
        }
      }
      return List.copyOf(rows);
    }
  }

  /** What readers of usual events read, too. */
  private StoredEvents warmUpEvents(SwitchboardClient client, PassingTopics topics)
      throws Exception {
    Scenario usual =
        new Scenario(Scenario.Kind.CONSUME, settings.sessions(), READ_BATCH, settings.eventBytes());
    return stored(client, usual, topics);
  }

  private void measure(
      MeasuredNode node,
      SwitchboardClient client,
      Scenario scenario,
      PassingTopics topics,
      PassingTopics stored)
      throws Exception {
    List<Contender> contenders =
        switch (scenario.kind()) {
          case PUBLISH ->
              List.of(
                  ourWriters(client, scenario, topics.writtenOnly()),
                  nativeWriters(scenario, topics.writtenOnly()));
          case CONSUME -> consumers(client, scenario, stored(client, scenario, stored));
          case BOTH -> both(client, scenario, topics.read(), topics.read());
        };
    Map<String, List<Sample>> samples = node.duel(scenario.workload(), contenders);
    Figures ours = Figures.of(samples.get(OURS));
    double ratio = Figures.medianRatio(samples.get(OURS), samples.get(NATIVE));
    rows.add(
        new Row(
            scenario.workload(),
            ours,
            Figures.of(samples.get(NATIVE)),
            ratio,
            scenario.goal(),
            scenario.goal().isMetBy(ours, ratio)));
  }

  private SwitchboardPublishers ourWriters(
      SwitchboardClient client, Scenario scenario, String topic) {
    return new SwitchboardPublishers(OURS, client, topic, scenario.sessions(), 1, values(scenario));
  }

  private NativePublishers nativeWriters(Scenario scenario, String topic) {
    return new NativePublishers(
        Setup.KAFKA_DEFAULTS,
        context.servers().kafkaBootstrap(),
        topic,
        settings.sessions(),
        scenario.sessions(),
        1,
        values(scenario));
  }

  private List<Contender> consumers(
      SwitchboardClient client, Scenario scenario, StoredEvents stored) {
    ReadPlan plan = ReadPlan.of(scenario, settings);
    return List.of(
        new SwitchboardSubscribers(OURS, client, stored.first(plan.ours()), scenario.batch()),
        new NativeConsumers(
            context.servers().kafkaBootstrap(), stored, scenario.batch(), plan.nativePasses()));
  }

  private List<Contender> both(
      SwitchboardClient client, Scenario scenario, String ourTopic, String nativeTopic) {
    int partitions = settings.sessions();
    return List.of(
        new Through(
            OURS,
            ourWriters(client, scenario, ourTopic),
            new SwitchboardReaders(client, ourTopic, partitions, READ_BATCH),
            PATIENCE),
        new Through(
            NATIVE,
            nativeWriters(scenario, nativeTopic),
            new NativeReaders(
                context.servers().kafkaBootstrap(), nativeTopic, partitions, READ_BATCH),
            PATIENCE));
  }

  /** Written when they are first needed. */
  private StoredEvents stored(SwitchboardClient client, Scenario scenario, PassingTopics topics)
      throws Exception {
    StoredEvents known = storedBySize.get(scenario.eventBytes());
    if (known != null) {
      return known;
    }
    context.say("scenarios: writing events of %,d bytes".formatted(scenario.eventBytes()));
    StoredEvents written =
        StoredEvents.write(
            client,
            topics.read(),
            settings.sessions(),
            ReadPlan.of(scenario, settings).stored(),
            scenario.eventBytes());
    storedBySize.put(scenario.eventBytes(), written);
    return written;
  }

  private static byte[][] values(Scenario scenario) {
    return Payload.of(scenario.batch(), scenario.eventBytes());
  }
}
