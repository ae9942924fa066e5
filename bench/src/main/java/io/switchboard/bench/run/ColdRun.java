package io.switchboard.bench.run;

import io.switchboard.bench.contender.StoredEvents;
import io.switchboard.bench.figures.ColdStart;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.Patience;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a session takes to begin, and to come back into memory, on a node that is warm itself.
 * One node, with its defaults but for the time after which a session leaves memory.
 */
public final class ColdRun {
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final String ACTIVE = "switchboard_sessions_active";
  private static final int EVENTS_PER_PARTITION = 1_000;

  private final RunContext context;
  private final Settings settings;

  public ColdRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  /** Starts a node and measures. */
  public List<ColdStart> run() throws Exception {
    try (Cluster alone = Cluster.start(context, "node", 1, SessionsRun.SOON_PASSIVATED);
        SwitchboardClient client = alone.client(settings.transport()).build()) {
      StoredEvents stored =
          StoredEvents.write(
              client,
              context.topics().create(),
              settings.sessions(),
              EVENTS_PER_PARTITION,
              settings.eventBytes());
      new NodeWarmUp(context, "the node", settings.nodeWarmUp()).run(client, Optional.of(stored));
      String topic = context.topics().create();
      context.say("cold: sessions begin and end, to warm up");
      warmUp(alone, client, topic, stored);
      try (ColdSessions sessions = new ColdSessions(client, topic, stored, settings.eventBytes())) {
        int count = settings.ownRuns().coldSessions();
        context.say("cold: %,d sessions of each role begin, then leave memory".formatted(count));
        for (int i = 0; i < count; i++) {
          sessions.begin();
        }
        awaitEmpty(alone);
        sessions.goOn();
        return sessions.results();
      }
    }
  }

  /** Sessions as many as are measured leave memory at the end, and come back. */
  private void warmUp(Cluster node, SwitchboardClient client, String topic, StoredEvents stored)
      throws Exception {
    long end = System.nanoTime() + settings.warmUp().toNanos();
    try (ColdSessions some = new ColdSessions(client, topic, stored, settings.eventBytes())) {
      int begun = 0;
      do {
        some.begin();
        begun++;
      } while (System.nanoTime() < end && begun < settings.ownRuns().coldSessions());
      awaitEmpty(node);
      some.goOn();
    }
  }

  private static void awaitEmpty(Cluster node) throws Exception {
    if (!Patience.await(WITHIN, () -> node.sum(ACTIVE) == 0)) {
      throw new IllegalStateException(
          "after %d s without calls there are still %.0f sessions in memory. %s"
              .formatted(WITHIN.toSeconds(), node.sum(ACTIVE), node.nodes().get(0).logTail()));
    }
  }
}
