package io.switchboard.persistence;

import akka.actor.ClassicActorSystemProvider;
import io.switchboard.core.port.Ownership;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.ShardPins;
import io.switchboard.core.port.SpillStore;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.directory.CassandraSessionDirectory;
import io.switchboard.persistence.pins.CassandraShardPins;
import io.switchboard.persistence.register.CassandraOwnership;
import io.switchboard.persistence.schema.SchemaCheck;
import io.switchboard.persistence.spill.CassandraSpillStore;
import io.switchboard.persistence.spill.SpillCipher;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * This module's ports over the one Cassandra session of an actor system, so that a node's wiring
 * needs one line. Closed with the actor system.
 *
 * @param session the session that the journal uses too
 * @param ownership the register of who may publish
 * @param directory the list of sessions
 * @param settings what all of them were made with
 */
public record CassandraPersistence(
    SharedSession session,
    Ownership ownership,
    SessionDirectory directory,
    PersistenceSettings settings) {

  /**
   * The ports. Returns at once; the session opens at its first use.
   *
   * @param system whose configuration has {@code CassandraConfig.overlay(settings)} on it
   * @param settings the same settings
   * @param connectTimeout how long a call waits while the session is not open yet
   */
  public static CassandraPersistence of(
      ClassicActorSystemProvider system, PersistenceSettings settings, Duration connectTimeout) {
    SharedSession session = SharedSession.of(system, connectTimeout);
    return new CassandraPersistence(
        session,
        new CassandraOwnership(session, settings),
        new CassandraSessionDirectory(session, settings),
        settings);
  }

  /**
   * The spill store.
   *
   * @param cipher what seals the batches
   * @param sealing where batches are encoded and sealed
   */
  public SpillStore spillStore(SpillCipher cipher, Executor sealing) {
    return new CassandraSpillStore(session, settings, cipher, sealing);
  }

  /** Which shard is to be on which node. */
  public ShardPins shardPins() {
    return new CassandraShardPins(session, settings, Clock.systemUTC());
  }

  /**
   * Completes when Cassandra answers and has the schema, which auto-create makes; fails after the
   * connect timeout, or if a table is missing. A node waits for it before it takes sessions: the
   * first recoveries would otherwise time out.
   */
  public CompletionStage<Void> ready() {
    return session.get().thenCompose(open -> SchemaCheck.check(open, settings));
  }
}
