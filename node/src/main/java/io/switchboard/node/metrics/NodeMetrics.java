package io.switchboard.node.metrics;

import akka.actor.typed.ActorSystem;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.entity.SessionCommons;
import io.switchboard.entity.SessionSharding;
import io.switchboard.entity.seen.SessionObserver;
import io.switchboard.entity.spill.SpillMetrics;
import io.switchboard.kafka.lane.LaneLoad;
import io.switchboard.kafka.lane.LaneMetrics;
import io.switchboard.kafka.ledger.LedgerMetrics;
import io.switchboard.kafka.ledger.ReaperMetrics;
import io.switchboard.kafka.source.SourceMetrics;
import io.switchboard.node.audit.AuditEntry;
import io.switchboard.node.audit.AuditLog;
import io.switchboard.node.door.DoorMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All figures of a node: made first, told of each part as it comes to be, read through {@link
 * #page}. The names of what is found there are in docs/metrics.md. Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final ClusterMeters cluster;
  private final JvmMeters jvm;
  private final EntityMetrics sessions;
  private final List<Runnable> refreshers = new CopyOnWriteArrayList<>();

  /**
   * @param clusterId label of every series
   * @param ends is told of every session's end
   */
  public NodeMetrics(
      String clusterId, String version, MetricsSettings settings, SessionObserver ends) {
    registry.config().commonTags("cluster", clusterId);
    jvm = new JvmMeters(registry);
    meters.gauge("node.info", "Always 1; the software's version.", () -> 1, "version", version);
    cluster = new ClusterMeters(meters);
    sessions = new EntityMetrics(settings.maxTopics(), SessionMeters.observer(meters, ends));
    refreshers.add(new SessionMeters(meters, sessions)::refresh);
    refreshers.add(new TopicMeters(meters, sessions.topics())::refresh);
  }

  /** What the sessions of this node are to count with. */
  public EntityMetrics sessions() {
    return sessions;
  }

  /** What the node says of itself at {@code /ready}. */
  public void watchReadiness(BooleanSupplier ready) {
    meters.gauge("node.ready", "1 if GET /ready says yes.", () -> ready.getAsBoolean() ? 1 : 0);
  }

  public void watchAudit(AuditLog audit) {
    for (AuditEntry.Event event : AuditEntry.Event.values()) {
      meters.counter(
          "audit.events",
          "Audit events, those without a line included.",
          () -> audit.count(event),
          "event",
          event.text());
    }
    meters.counter("audit.suppressed", "Denials without a line.", audit::suppressed);
  }

  /**
   * @param callsSentAgain to sessions on other nodes, because they may have been lost on their way
   * @param callsForwarded to sessions on other nodes, and answered by them
   */
  public void watchDoors(
      DoorMetrics doors, LongSupplier callsSentAgain, LongSupplier callsForwarded) {
    refreshers.add(new DoorMeters(meters, doors)::refresh);
    meters.counter(
        "calls.sent.again", "Calls that may have been lost on their way.", callsSentAgain);
    meters.counter(
        "calls.forwarded", "Calls that a session on another node answered.", callsForwarded);
  }

  public void watchStores(SessionCommons commons, SpillMetrics spill) {
    new StoreMeters(meters, commons, spill);
  }

  /**
   * @param load what the lanes hold now
   */
  public void watchKafka(
      LaneMetrics lanes,
      Supplier<LaneLoad> load,
      LedgerMetrics ledger,
      ReaperMetrics reaper,
      SourceMetrics source) {
    new KafkaMeters(meters, new KafkaMeters.Parts(lanes, load, ledger, reaper, source));
  }

  /** The members of the cluster, and the shards of sessions on this node. */
  public void watchCluster(ActorSystem<?> system) {
    cluster.watch(meters, system, SessionSharding.TYPE_KEY.name());
  }

  /** What a scrape is answered. */
  public MetricsPage page() {
    return new MetricsPage(registry, () -> refreshers.forEach(Runnable::run));
  }

  @Override
  public void close() {
    jvm.close();
    registry.close();
  }
}
