package io.switchboard.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.SpillFolder;
import io.switchboard.core.port.SpillStore;
import io.switchboard.crypto.KeyRingSource;
import io.switchboard.crypto.SpillSealer;
import io.switchboard.entity.SessionMessage;
import io.switchboard.entity.SessionSharding;
import io.switchboard.entity.spill.SpillMetrics;
import io.switchboard.entity.spill.SpillReturn;
import io.switchboard.entity.spill.SpillSweeper;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.spill.SpillFiles;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's parts around left batches, made and joined: where sessions that stop leave them, and how
 * they come back. Closed after the sessions, which may still write then.
 */
final class SpillParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpillParts.class);

  private final NodeSettings.Spill settings;
  private final SpillStore store;
  private final SpillFiles files;
  private final SpillMetrics metrics = new SpillMetrics();

  private SpillParts(NodeSettings.Spill settings, SpillStore store, SpillFiles files) {
    this.settings = settings;
    this.store = store;
    this.files = files;
  }

  static SpillParts of(
      ActorSystem<?> system,
      NodeSettings.Spill settings,
      CassandraPersistence cassandra,
      KeyRingSource keys) {
    SealedSpill cipher = new SealedSpill(new SpillSealer(keys));
    SpillFiles files = new SpillFiles(settings.folder(), settings.maxBytes(), cipher);
    files
        .obstacle()
        .ifPresent(
            obstacle ->
                LOG.warn(
                    "spill folder cannot be used, path={}: {}; set switchboard.spill.folder",
                    settings.folder(),
                    obstacle));
    return new SpillParts(
        settings,
        cassandra.spillStore(cipher, system.dispatchers().lookup(DispatcherSelector.blocking())),
        files);
  }

  SpillStore store() {
    return store;
  }

  SpillFolder folder() {
    return files;
  }

  /** Begins to bring back what lies in the folder and in the store; after the sessions' region. */
  void start(ActorSystem<?> system, Ownership ownership) {
    system.systemActorOf(
        SpillReturn.create(files, store, ownership, metrics, SpillReturn.Patience.DEFAULT),
        "spill-return",
        Props.empty());
    ClusterSharding sharding = ClusterSharding.get(system);
    Consumer<SessionId> wake =
        session ->
            sharding
                .entityRefFor(SessionSharding.TYPE_KEY, session.value())
                .tell(SessionMessage.Wake.WAKE);
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                SpillSweeper.create(store, wake, settings.sweep(), metrics), "spill-sweeper"));
  }

  SpillMetrics metrics() {
    return metrics;
  }

  Map<String, Long> counters() {
    return metrics.counters();
  }

  @Override
  public void close() {
    files.close();
  }
}
