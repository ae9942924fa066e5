package io.switchboard.persistence.spill;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.persistence.cql.Prepared;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.CassandraConfig;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The spill store's statements: plain ones, because no row counts that the register does not name.
 */
final class SpillStatements {
  /** Rows that one answer of Cassandra brings at most: each may have several MiB. */
  private static final int ROWS_AT_ONCE = 4;

  private final Prepared write;
  private final Prepared read;
  private final Prepared deleteBelow;
  private final Prepared firstSessions;
  private final Prepared moreSessions;

  SpillStatements(SharedSession session, String keyspace) {
    String table = keyspace + ".session_spill";
    this.write =
        prepared(
            session,
            "INSERT INTO " + table + " (session, epoch, seq, payload) VALUES (?, ?, ?, ?)");
    this.read =
        prepared(
            session,
            "SELECT seq, payload FROM "
                + table
                + " WHERE session = ? AND epoch = ? AND seq >= ? AND seq <= ?");
    this.deleteBelow =
        prepared(session, "DELETE FROM " + table + " WHERE session = ? AND epoch < ?");
    this.firstSessions = prepared(session, "SELECT DISTINCT session FROM " + table + " LIMIT ?");
    this.moreSessions =
        prepared(
            session,
            "SELECT DISTINCT session FROM " + table + " WHERE token(session) > token(?) LIMIT ?");
  }

  private static Prepared prepared(SharedSession session, String cql) {
    return new Prepared(
        session,
        SimpleStatement.newInstance(cql)
            .setExecutionProfileName(CassandraConfig.SPILL_PROFILE)
            .setIdempotent(true));
  }

  CompletionStage<AsyncResultSet> write(String session, long epoch, long seq, byte[] sealed) {
    return write.execute(session, epoch, seq, ByteBuffer.wrap(sealed));
  }

  CompletionStage<AsyncResultSet> read(String session, long epoch, long fromSeq, long toSeq) {
    return read.execute(
        statement -> statement.setPageSize(ROWS_AT_ONCE), session, epoch, fromSeq, toSeq);
  }

  CompletionStage<AsyncResultSet> deleteBelow(String session, long epoch) {
    return deleteBelow.execute(session, epoch);
  }

  /** Session ids in the order of their tokens. */
  CompletionStage<AsyncResultSet> sessions(Optional<String> after, int limit) {
    return after.isPresent()
        ? moreSessions.execute(after.get(), limit)
        : firstSessions.execute(limit);
  }
}
