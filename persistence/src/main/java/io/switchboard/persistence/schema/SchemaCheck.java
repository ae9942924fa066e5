package io.switchboard.persistence.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import io.switchboard.persistence.PersistenceSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at start-up whether Cassandra has what Switchboard needs, so that a node that cannot work
 * says so at once and in one line.
 */
public final class SchemaCheck {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);
  private static final Pattern TABLE = Pattern.compile("CREATE TABLE IF NOT EXISTS [^.]+\\.(\\w+)");
  private static final Pattern ADDED_COLUMN =
      Pattern.compile("ALTER TABLE [^.]+\\.(\\w+) ADD IF NOT EXISTS (\\w+)");

  private SchemaCheck() {}

  /**
   * Completes if all tables and columns are there, and otherwise fails with an {@link
   * IllegalStateException} that names those missing. Warns where lightweight transactions are less
   * safe than they could be.
   */
  public static CompletionStage<Void> check(CqlSession session, PersistenceSettings settings) {
    List<String> missing = missingTables(session, settings);
    if (!missing.isEmpty()) {
      return refused(settings, "tables " + missing);
    }
    List<String> columns = missingColumns(session, settings);
    if (!columns.isEmpty()) {
      return refused(settings, "columns " + columns);
    }
    return warnAboutPaxos(session);
  }

  private static CompletionStage<Void> refused(PersistenceSettings settings, String missing) {
    return CompletableFuture.failedFuture(
        new IllegalStateException(
            "keyspace "
                + settings.keyspace()
                + " has no "
                + missing
                + ": print the schema with `switchboard schema` and apply it, or, for"
                + " development, set switchboard.persistence.auto-create = on"));
  }

  private static List<String> missingTables(CqlSession session, PersistenceSettings settings) {
    return CqlSchema.statements(settings).stream()
        .flatMap(statement -> TABLE.matcher(statement).results())
        .map((MatchResult table) -> table.group(1))
        .filter(
            table ->
                session
                    .getMetadata()
                    .getKeyspace(settings.keyspace())
                    .flatMap(keyspace -> keyspace.getTable(table))
                    .isEmpty())
        .toList();
  }

  /** Of tables that are there, but were made by an older version. */
  private static List<String> missingColumns(CqlSession session, PersistenceSettings settings) {
    return CqlSchema.statements(settings).stream()
        .flatMap(statement -> ADDED_COLUMN.matcher(statement).results())
        .filter(
            column ->
                session
                    .getMetadata()
                    .getKeyspace(settings.keyspace())
                    .flatMap(keyspace -> keyspace.getTable(column.group(1)))
                    .flatMap(table -> table.getColumn(column.group(2)))
                    .isEmpty())
        .map(column -> column.group(1) + "." + column.group(2))
        .toList();
  }

  /** Version 1 of Paxos can lose a compare-and-set while nodes join, leave or move. */
  private static CompletionStage<Void> warnAboutPaxos(CqlSession session) {
    if (session.getMetadata().getNodes().size() < 2) {
      return CompletableFuture.completedFuture(null);
    }
    return session
        .executeAsync("SELECT value FROM system_views.settings WHERE name = 'paxos_variant'")
        .thenAccept(
            result -> {
              Row row = result.one();
              String variant = row == null ? "unknown" : row.getString("value");
              if (!"v2".equals(variant)) {
                LOG.warn(
                    "paxos_variant={} in Cassandra: set v2 in cassandra.yaml of every node, or an"
                        + " owner may be forgotten while Cassandra nodes join or leave",
                    variant);
              }
            })
        .exceptionally(
            failure -> {
              if (failure.getCause() instanceof DriverException
                  || failure instanceof DriverException) {
                LOG.warn("cannot read Cassandra's paxos_variant: {}", failure.getMessage());
                return null;
              }
              throw new IllegalStateException("cannot check Cassandra", failure);
            });
  }
}
