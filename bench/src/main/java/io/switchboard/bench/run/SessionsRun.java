package io.switchboard.bench.run;

import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.meter.MemoryStage;
import io.switchboard.bench.servers.Cluster;
import io.switchboard.bench.servers.Patience;
import io.switchboard.bench.servers.RunContext;
import io.switchboard.bench.settings.Settings;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * What a cluster holds for readers that wait, and for those that have not called for a while. Nodes
 * have their defaults, but for the time after which a session leaves memory.
 */
public final class SessionsRun {
  static final Map<String, Object> SOON_PASSIVATED =
      Map.of("sessions.slacken-after", "1 s", "sessions.passivate-after", "2 s");
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final Duration CONNECTION_IDLE = Duration.ofSeconds(1);
  private static final String ACTIVE = "switchboard_sessions_active";
  private static final String CONNECTIONS = "switchboard_door_connections";
  private static final String CALLS = "switchboard_door_calls_in_flight";

  private final RunContext context;
  private final Settings settings;

  public SessionsRun(RunContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  /** Starts the nodes and looks at them three times. */
  public SessionMemory run() throws Exception {
    int allocated = settings.held().allocated();
    int waiting = settings.held().waiting();
    try (Cluster cluster = Cluster.start(context, "node", settings.nodes(), SOON_PASSIVATED);
        SwitchboardClient client =
            cluster
                .client(settings.transport())
                .maxConnectionsPerAddress(waiting)
                .idleConnectionTimeout(CONNECTION_IDLE)
                .build()) {
      String topic = context.topics().create();
      warmUp(cluster, new HeldReaders(client, topic, settings.sessions()), waiting);
      MemoryStage before = look("before", cluster);
      HeldReaders readers = new HeldReaders(client, topic, settings.sessions());
      context.say(
          "sessions: allocating %,d, and waiting until none is in memory".formatted(allocated));
      readers.allocate(allocated);
      awaitEmpty(cluster);
      MemoryStage passivated = look("all passivated", cluster);
      readers.poll(waiting);
      awaitPolling(cluster, waiting);
      MemoryStage polling = look("%,d waiting".formatted(waiting), cluster);
      readers.requirePolling();
      // Again, since a poll of many may be between two calls just now.
      awaitPolling(cluster, waiting);
      cluster.requireWhole();
      return SessionMemory.of(allocated, waiting, before, passivated, polling);
    }
  }

  /** As many as will wait: what nodes make once, for the first sessions, is not to be counted. */
  private void warmUp(Cluster cluster, HeldReaders readers, int waiting) throws Exception {
    context.say("sessions: the nodes warm up, with %,d".formatted(waiting));
    readers.allocate(waiting);
    readers.poll(waiting);
    awaitPolling(cluster, waiting);
    readers.dispose();
    awaitEmpty(cluster);
  }

  private MemoryStage look(String when, Cluster cluster) throws IOException, InterruptedException {
    MemoryStage stage = MemoryStage.look(when, cluster, settings.warmUp());
    context.say("sessions: %s, %.2f MiB of heap".formatted(when, stage.heapMiB()));
    return stage;
  }

  private static void awaitEmpty(Cluster cluster) throws Exception {
    if (!Patience.await(WITHIN, () -> cluster.sum(ACTIVE) == 0 && cluster.sum(CONNECTIONS) == 0)) {
      throw new IllegalStateException(
          ("after %d s without calls there are still %.0f sessions in memory and %.0f connections:"
                  + " is passivation broken? %s")
              .formatted(
                  WITHIN.toSeconds(),
                  cluster.sum(ACTIVE),
                  cluster.sum(CONNECTIONS),
                  cluster.nodes().get(0).logTail()));
    }
  }

  private static void awaitPolling(Cluster cluster, int waiting) throws Exception {
    if (!Patience.await(WITHIN, () -> isPolling(cluster, waiting))) {
      throw new IllegalStateException(
          ("after %d s only %.0f of %d readers wait: raise the limit of open files (ulimit -n), or"
                  + " give fewer with --waiting. %s")
              .formatted(
                  WITHIN.toSeconds(),
                  cluster.sum(CALLS),
                  waiting,
                  cluster.nodes().get(0).logTail()));
    }
  }

  private static boolean isPolling(Cluster cluster, int waiting)
      throws IOException, InterruptedException {
    return cluster.sum(CALLS) >= waiting && cluster.sum(ACTIVE) >= waiting;
  }
}
