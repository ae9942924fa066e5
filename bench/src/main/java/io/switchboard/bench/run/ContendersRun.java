package io.switchboard.bench.run;

import io.switchboard.bench.contender.Contender;
import io.switchboard.bench.contender.NativeConsumers;
import io.switchboard.bench.contender.NativePublishers;
import io.switchboard.bench.contender.NativeTransactions;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.contender.SwitchboardPublishers;
import io.switchboard.bench.contender.SwitchboardSubscribers;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.servers.PassingTopics;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Transport;
import io.switchboard.sdk.SwitchboardClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every way of doing the same, by turns: over TCP and over HTTP, encrypted and in clear, beside
 * what Kafka's own clients offer. One node, whose configuration leaves some topics in clear.
 */
public final class ContendersRun {
  private static final String TCP = "Switchboard, TCP";
  private static final String HTTP = "Switchboard, HTTP";
  private static final String CLEAR = "Switchboard, TCP, clear";
  private static final String CLEAR_PREFIX = "bench-clear-";
  private static final int WRITE_BATCH = 100;
  private static final int READ_BATCH = 500;
  private static final int NATIVE_PASSES = 3;
  private static final Goal PUBLISH_GOAL = Goal.ratio(0.6);
  private static final Goal CONSUME_GOAL = Goal.ratio(0.4);

  private final RunContext context;
  private final Settings settings;

  public ContendersRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  /** Starts a node and measures: publishing, then consuming. */
  public List<Contest> run() throws Exception {
    try (MeasuredNode node =
            MeasuredNode.start(
                context, Map.of("encryption.clear-topics", List.of(CLEAR_PREFIX + "*")));
        SwitchboardClient tcp = node.client(Transport.TCP).build();
        SwitchboardClient http = node.client(Transport.HTTP).build()) {
      StoredEvents encrypted = store(tcp, context.topics().create());
      StoredEvents clear = store(tcp, context.topics().create(CLEAR_PREFIX, Map.of()));
      new NodeWarmUp(context, TCP, settings.nodeWarmUp()).run(tcp, Optional.of(encrypted));
      // It shares all but the door with the other one.
      new NodeWarmUp(context, HTTP, settings.nodeWarmUp().dividedBy(2))
          .run(http, Optional.of(encrypted));
      return List.of(publish(node, tcp, http), consume(node, tcp, http, encrypted, clear));
    }
  }

  private StoredEvents store(SwitchboardClient client, String topic) {
    context.say("contenders: writing the events that are read");
    return StoredEvents.write(
        client, topic, settings.sessions(), settings.eventsPerPartition(), settings.eventBytes());
  }

  private Contest publish(MeasuredNode node, SwitchboardClient tcp, SwitchboardClient http)
      throws Exception {
    int n = settings.sessions();
    String kafka = context.servers().kafkaBootstrap();
    byte[][] values = Payload.of(WRITE_BATCH, settings.eventBytes());
    try (PassingTopics topics = new PassingTopics(context.topics())) {
      Contender plain =
          new NativePublishers(
              NativePublishers.Setup.KAFKA_DEFAULTS, kafka, topics.writtenOnly(), n, n, 1, values);
      return contest(
          node,
          "publish %d × %d".formatted(n, WRITE_BATCH),
          PUBLISH_GOAL,
          plain,
          List.of(
              new SwitchboardPublishers(TCP, tcp, topics.writtenOnly(), n, 1, values),
              new SwitchboardPublishers(HTTP, http, topics.writtenOnly(), n, 1, values),
              new SwitchboardPublishers(CLEAR, tcp, topics.writtenOnly(CLEAR_PREFIX), n, 1, values),
              plain,
              new NativeTransactions(kafka, topics.writtenOnly(), n, n, values)));
    }
  }

  /** Native consumers read what was written encrypted, and do not decrypt it. */
  private Contest consume(
      MeasuredNode node,
      SwitchboardClient tcp,
      SwitchboardClient http,
      StoredEvents encrypted,
      StoredEvents clear)
      throws Exception {
    Contender plain =
        new NativeConsumers(
            context.servers().kafkaBootstrap(), encrypted, READ_BATCH, NATIVE_PASSES);
    return contest(
        node,
        "consume %d × %d".formatted(settings.sessions(), READ_BATCH),
        CONSUME_GOAL,
        plain,
        List.of(
            new SwitchboardSubscribers(TCP, tcp, encrypted, READ_BATCH),
            new SwitchboardSubscribers(HTTP, http, encrypted, READ_BATCH),
            new SwitchboardSubscribers(CLEAR, tcp, clear, READ_BATCH),
            plain));
  }

  private static Contest contest(
      MeasuredNode node,
      String workload,
      Goal goal,
      Contender reference,
      List<Contender> contenders)
      throws Exception {
    Map<String, List<Sample>> samples = node.duel(workload, contenders);
    return Contest.of(
        workload,
        contenders.stream().map(Contender::name).toList(),
        reference.name(),
        TCP,
        CLEAR,
        goal,
        samples);
  }
}
