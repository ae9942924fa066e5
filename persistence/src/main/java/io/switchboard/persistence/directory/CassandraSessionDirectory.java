package io.switchboard.persistence.directory;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.cql.Prepared;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.CassandraConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The directory in Cassandra: entries spread over a fixed number of partitions, which a list goes
 * through one after the other, in the order of session ids within each.
 *
 * <p>Thread-safe and never blocking. Stages complete on threads of the driver and fail with the
 * driver's exception if Cassandra does not answer.
 */
public final class CassandraSessionDirectory implements SessionDirectory {
  /** Partitions of the table: part of where every entry lies, never to be changed. */
  static final int BUCKETS = 64;

  /** Entries of a page at most. */
  public static final int MAX_PAGE = 1_000;

  private static final String COLUMNS =
      "session, role, topic_name, topic_id, client_name, allocated_at, last_active_at, expires_at,"
          + " acked_seq, disposed";

  private final int disposedTtlSeconds;
  private final Prepared put;
  private final Prepared find;
  private final Prepared list;

  /** Uses the tables of the settings' keyspace. */
  public CassandraSessionDirectory(SharedSession session, PersistenceSettings settings) {
    String table = settings.keyspace() + ".session_directory";
    this.disposedTtlSeconds = (int) settings.disposedTtl().toSeconds();
    // INSERT, not UPDATE: the TTL must cover the row itself. TTL 0 is none.
    this.put =
        prepared(
            session,
            "INSERT INTO "
                + table
                + " (bucket, "
                + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?");
    this.find =
        prepared(
            session, "SELECT " + COLUMNS + " FROM " + table + " WHERE bucket = ? AND session = ?");
    this.list =
        prepared(
            session,
            "SELECT " + COLUMNS + " FROM " + table + " WHERE bucket = ? AND session > ? LIMIT ?");
  }

  private static Prepared prepared(SharedSession session, String cql) {
    return new Prepared(
        session,
        SimpleStatement.newInstance(cql)
            .setExecutionProfileName(CassandraConfig.DIRECTORY_PROFILE)
            .setIdempotent(true));
  }

  @Override
  public CompletionStage<Void> put(Entry entry) {
    String session = entry.session().value();
    return put.execute(
            PageToken.bucketOf(session),
            session,
            entry.role().name(),
            entry.topic().name(),
            entry.topic().id(),
            entry.clientName(),
            entry.allocatedAt(),
            entry.lastActiveAt(),
            entry.expiresAt(),
            entry.ackedSeq(),
            entry.disposed(),
            entry.disposed() ? disposedTtlSeconds : 0)
        .thenApply(written -> null);
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session) {
    return find.execute(PageToken.bucketOf(session.value()), session.value())
        .thenApply(
            result -> Optional.ofNullable(result.one()).map(CassandraSessionDirectory::entry));
  }

  /**
   * A page.
   *
   * @param limit 1 to {@link #MAX_PAGE} entries
   * @param pageToken as the page before gave it
   * @throws IllegalArgumentException if the limit is out of range or the token is none of ours
   */
  @Override
  public CompletionStage<Page> list(int limit, Optional<String> pageToken) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
    }
    PageToken from = pageToken.map(PageToken::parse).orElse(PageToken.START);
    return fill(new ArrayList<>(), from.bucket(), from.after(), limit);
  }

  /**
   * One query a bucket: each is a partition of its own, often on another Cassandra node. One entry
   * more than wanted tells whether there is a next page.
   */
  private CompletionStage<Page> fill(List<Entry> found, int bucket, String after, int limit) {
    return list.execute(bucket, after, limit + 1 - found.size())
        .thenCompose(result -> collected(found, result))
        .thenCompose(
            filled -> {
              if (filled.size() > limit) {
                List<Entry> page = List.copyOf(filled.subList(0, limit));
                String last = page.get(limit - 1).session().value();
                return completed(new Page(page, Optional.of(PageToken.behind(last))));
              }
              return bucket + 1 < BUCKETS
                  ? fill(filled, bucket + 1, "", limit)
                  : completed(new Page(List.copyOf(filled), Optional.empty()));
            });
  }

  private static CompletionStage<Page> completed(Page page) {
    return CompletableFuture.completedFuture(page);
  }

  private CompletionStage<List<Entry>> collected(List<Entry> page, AsyncResultSet result) {
    for (Row row : result.currentPage()) {
      page.add(entry(row));
    }
    return result.hasMorePages()
        ? result.fetchNextPage().thenCompose(next -> collected(page, next))
        : CompletableFuture.completedFuture(page);
  }

  private static Entry entry(Row row) {
    return new Entry(
        new SessionId(row.getString("session")),
        SessionRole.valueOf(row.getString("role")),
        new TopicRef(row.getString("topic_name"), row.getString("topic_id")),
        row.getString("client_name"),
        row.getInstant("allocated_at"),
        row.getInstant("last_active_at"),
        row.getInstant("expires_at"),
        row.getLong("acked_seq"),
        row.getBoolean("disposed"));
  }
}
