package io.switchboard.node;

import akka.actor.typed.ActorSystem;
import io.switchboard.core.model.LaneId;
import io.switchboard.crypto.RecordCipher;
import io.switchboard.crypto.ReloadingKeyRing;
import io.switchboard.entity.EntityMetrics;
import io.switchboard.entity.SessionCommons;
import io.switchboard.entity.SessionHost;
import io.switchboard.entity.SessionPorts;
import io.switchboard.entity.SessionSharding;
import io.switchboard.entity.placement.Placement;
import io.switchboard.kafka.lane.KafkaProducerLanes;
import io.switchboard.kafka.ledger.KafkaLedger;
import io.switchboard.kafka.ledger.LaneReaper;
import io.switchboard.kafka.ledger.LedgerEnds;
import io.switchboard.kafka.source.SharedTopicSource;
import io.switchboard.node.cluster.MemberWatch;
import io.switchboard.node.metrics.NodeMetrics;
import io.switchboard.persistence.CassandraPersistence;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node of the role {@code backend} has more than others: everything that sessions need to
 * live there, made and joined. Made before the node joins the cluster, since a removal that it sees
 * there is its reaper's work. Closed after the sessions' region.
 */
final class BackendParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackendParts.class);
  private static final Duration LANES_STOP_WITHIN = Duration.ofSeconds(8);
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(6);

  private final UUID incarnation;
  private final NodeSettings settings;
  private final CassandraPersistence cassandra;
  private final KafkaProducerLanes lanes;
  private final KafkaLedger ledger;
  private final SharedTopicSource source;
  private final LaneReaper reaper;
  private final SpillParts spill;
  private final SessionPorts ports;
  private final SessionCommons commons;
  private final EntityMetrics metrics;

  BackendParts(
      ActorSystem<?> system,
      NodeSettings settings,
      UUID incarnation,
      ReloadingKeyRing keys,
      KafkaParts kafka,
      CassandraPersistence cassandra,
      MemberWatch members,
      NodeMetrics figures) {
    this.incarnation = incarnation;
    this.settings = settings;
    this.cassandra = cassandra;
    var cipher = new RecordPayloadCipher(new RecordCipher(keys));
    var ends =
        new LedgerEnds(
            kafka.admin(),
            settings.kafka().ledger().topic(),
            settings.kafka().adminTimeout(),
            System::nanoTime);
    this.lanes =
        new KafkaProducerLanes(settings.kafka(), incarnation, kafka.catalog(), cipher, ends);
    this.ledger = new KafkaLedger(settings.kafka(), kafka.admin(), ends);
    this.source =
        SharedTopicSource.start(
            settings.kafka().connection(),
            cipher,
            settings.encryption().policy(),
            settings.kafka().source());
    this.reaper = new LaneReaper(settings.kafka(), kafka.admin(), incarnation, members);
    this.spill = SpillParts.of(system, settings.spill(), cassandra, keys);
    this.ports =
        new SessionPorts(
            source,
            kafka.catalog(),
            lanes,
            ledger,
            cassandra.ownership(),
            cassandra.directory(),
            spill.store(),
            spill.folder());
    this.commons = new SessionCommons(ports, settings.sessions());
    this.metrics = figures.sessions();
    figures.watchStores(commons, spill.metrics());
    figures.watchKafka(
        lanes.metrics(), lanes::load, ledger.metrics(), reaper.metrics(), source.metrics());
  }

  /** A node has left the cluster: what it has left open in Kafka is ended. */
  void left(UUID gone, Duration delay) {
    reaper.left(gone, delay);
  }

  /**
   * Takes sessions from the moment on when this node is in the cluster. Before it joins, since the
   * members keep the places of shards together, and one that does not take part yet holds them up.
   */
  SessionSharding start(ActorSystem<?> system, Placement placement) {
    SessionSharding sessions =
        SessionSharding.start(
            system,
            placement,
            new SessionHost(
                ports,
                commons,
                settings.sessions(),
                new LaneId("reader-" + incarnation),
                metrics,
                Clock.systemUTC()));
    spill.start(system, cassandra.ownership());
    return sessions;
  }

  /** This node is in the cluster, and so can tell who is not. */
  void joined() {
    reaper.start();
  }

  EntityMetrics metrics() {
    return metrics;
  }

  /** What the sessions of this node count and hold, by name. */
  Map<String, Long> counters() {
    Map<String, Long> all = new TreeMap<>(metrics.counters());
    all.putAll(commons.counters());
    all.putAll(spill.counters());
    return all;
  }

  /** Blocks until all has ended, bounded. */
  @Override
  public void close() {
    reaper.close();
    // Ended lanes tell that an outcome is unknown; only then it is known what to leave.
    closeLanes();
    awaitLeaving();
    spill.close();
    source.close();
    ledger.close();
  }

  private void closeLanes() {
    try {
      lanes.close(LANES_STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitLeaving() {
    try {
      commons
          .leaving()
          .finished()
          .toCompletableFuture()
          .get(LEAVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("accepted batches may be lost to this node; their clients have them still", e);
    }
  }
}
