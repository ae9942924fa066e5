package io.switchboard.persistence.pins;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.core.port.ShardPins;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.cql.Prepared;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.CassandraConfig;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The pins in Cassandra: all of them in one partition, which one read at LOCAL_QUORUM brings whole.
 * There are at most as many as shards. Plain writes, the last one counts.
 *
 * <p>Thread-safe and never blocking. Stages complete on threads of the driver and fail with the
 * driver's exception if Cassandra does not answer.
 */
public final class CassandraShardPins implements ShardPins {
  /** The sharded entities; part of where every pin lies, never to be changed. */
  static final String TYPE = "session";

  /** How the columns are to be read; rows of a higher one are left to newer nodes. */
  static final int FORMAT = 1;

  private final Clock clock;
  private final Prepared list;
  private final Prepared put;
  private final Prepared remove;

  /** Uses the table of the settings' keyspace. */
  public CassandraShardPins(SharedSession session, PersistenceSettings settings, Clock clock) {
    this.clock = clock;
    String table = settings.keyspace() + ".shard_pin";
    this.list =
        prepared(session, "SELECT shard, format, node FROM " + table + " WHERE entity_type = ?");
    this.put =
        prepared(
            session,
            "INSERT INTO "
                + table
                + " (entity_type, shard, format, node, pinned_at) VALUES (?, ?, ?, ?, ?)");
    this.remove =
        prepared(session, "DELETE FROM " + table + " WHERE entity_type = ? AND shard = ?");
  }

  private static Prepared prepared(SharedSession session, String cql) {
    return new Prepared(
        session,
        SimpleStatement.newInstance(cql)
            .setExecutionProfileName(CassandraConfig.DIRECTORY_PROFILE)
            .setIdempotent(true));
  }

  @Override
  public CompletionStage<Map<String, String>> list() {
    return list.execute(TYPE).thenCompose(result -> collected(new HashMap<>(), result));
  }

  private static CompletionStage<Map<String, String>> collected(
      Map<String, String> pins, AsyncResultSet result) {
    for (Row row : result.currentPage()) {
      if (row.getInt("format") <= FORMAT) {
        pins.put(row.getString("shard"), row.getString("node"));
      }
    }
    return result.hasMorePages()
        ? result.fetchNextPage().thenCompose(next -> collected(pins, next))
        : CompletableFuture.completedFuture(Map.copyOf(pins));
  }

  @Override
  public CompletionStage<Void> put(String shard, String node) {
    return put.execute(TYPE, shard, FORMAT, node, clock.instant()).thenApply(written -> null);
  }

  @Override
  public CompletionStage<Void> remove(String shard) {
    return remove.execute(TYPE, shard).thenApply(written -> null);
  }
}
