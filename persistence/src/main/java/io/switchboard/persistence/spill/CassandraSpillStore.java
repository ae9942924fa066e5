package io.switchboard.persistence.spill;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Spilled;
import io.switchboard.core.port.SpillStore;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.cql.SharedSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The spill store in Cassandra: a row a batch, sealed; the rows of a session lie together.
 *
 * <p>Thread-safe and never blocking: batches are sealed and opened on the executor, one after the
 * other, so that of a long spill a few batches are in memory twice, and not all. Stages fail with
 * the driver's exception if Cassandra does not answer, with {@code KeyMissingException} if there is
 * no key to seal with, and with {@link SpillUnreadableException} if a batch is missing or does not
 * open.
 */
public final class CassandraSpillStore implements SpillStore {
  /** Sessions of a page at most. */
  public static final int MAX_PAGE = 1_000;

  /** Batches of one call that are on their way to Cassandra. */
  private static final int WRITES_AT_ONCE = 4;

  private final SpillStatements statements;
  private final SealedBatches batches;
  private final Executor sealing;

  /**
   * Uses the tables of the settings' keyspace.
   *
   * @param sealing where batches are encoded and sealed, some milliseconds a MiB
   */
  public CassandraSpillStore(
      SharedSession session, PersistenceSettings settings, SpillCipher cipher, Executor sealing) {
    this.statements = new SpillStatements(session, settings.keyspace());
    this.batches = new SealedBatches(cipher);
    this.sealing = sealing;
  }

  @Override
  public CompletionStage<Void> write(SessionId session, long epoch, List<Batch> batches) {
    return writeFrom(0, session, epoch, List.copyOf(batches));
  }

  private CompletionStage<Void> writeFrom(
      int first, SessionId session, long epoch, List<Batch> all) {
    if (first >= all.size()) {
      return CompletableFuture.completedFuture(null);
    }
    int next = Math.min(all.size(), first + WRITES_AT_ONCE);
    return onExecutor(
        () ->
            written(session, epoch, all.subList(first, next))
                .thenCompose(done -> writeFrom(next, session, epoch, all)));
  }

  private CompletionStage<Void> written(SessionId session, long epoch, List<Batch> some) {
    CompletableFuture<?>[] writes =
        some.stream()
            .map(
                batch ->
                    statements.write(
                        session.value(), epoch, batch.seq(), batches.seal(session, epoch, batch)))
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(writes);
  }

  @Override
  public CompletionStage<List<Batch>> read(SessionId session, Spilled spilled) {
    return statements
        .read(session.value(), spilled.epoch(), spilled.fromSeq(), spilled.toSeq())
        .thenCompose(result -> opened(new ArrayList<>(), session, spilled, result));
  }

  private CompletionStage<List<Batch>> opened(
      List<Batch> found, SessionId session, Spilled spilled, AsyncResultSet result) {
    return onExecutor(
        () -> {
          for (Row row : result.currentPage()) {
            found.add(opened(spilled.fromSeq() + found.size(), session, spilled, row));
          }
          if (result.hasMorePages()) {
            return result
                .fetchNextPage()
                .thenCompose(next -> opened(found, session, spilled, next));
          }
          requireAll(found, session, spilled);
          return CompletableFuture.completedFuture(List.copyOf(found));
        });
  }

  private Batch opened(long expectedSeq, SessionId session, Spilled spilled, Row row) {
    long seq = row.getLong("seq");
    if (seq != expectedSeq) {
      throw missing(session, spilled, expectedSeq);
    }
    return batches.open(session, spilled.epoch(), seq, bytes(row.getByteBuffer("payload")));
  }

  private static void requireAll(List<Batch> found, SessionId session, Spilled spilled) {
    long next = spilled.fromSeq() + found.size();
    if (next <= spilled.toSeq()) {
      throw missing(session, spilled, next);
    }
  }

  private static SpillUnreadableException missing(SessionId session, Spilled spilled, long seq) {
    return new SpillUnreadableException(
        "the spill store lacks batch " + seq + " of " + session + ", expected " + spilled);
  }

  private static byte[] bytes(ByteBuffer stored) {
    byte[] bytes = new byte[stored.remaining()];
    stored.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public CompletionStage<Void> deleteBelow(SessionId session, long epoch) {
    return statements.deleteBelow(session.value(), epoch).thenApply(deleted -> null);
  }

  /**
   * A page, in the order of Cassandra's tokens.
   *
   * @param limit 1 to {@link #MAX_PAGE} sessions
   * @param pageToken as the page before gave it
   * @throws IllegalArgumentException if the limit is out of range or the token is none of ours
   */
  @Override
  public CompletionStage<Page> sessions(int limit, Optional<String> pageToken) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " sessions, not " + limit);
    }
    // One more than wanted tells whether there is a next page.
    return statements
        .sessions(pageToken.map(CassandraSpillStore::sessionOf), limit + 1)
        .thenCompose(result -> collected(new ArrayList<>(), result))
        .thenApply(found -> pageOf(found, limit));
  }

  private static CompletionStage<List<SessionId>> collected(
      List<SessionId> found, AsyncResultSet result) {
    for (Row row : result.currentPage()) {
      found.add(new SessionId(row.getString("session")));
    }
    return result.hasMorePages()
        ? result.fetchNextPage().thenCompose(next -> collected(found, next))
        : CompletableFuture.completedFuture(found);
  }

  private static Page pageOf(List<SessionId> found, int limit) {
    if (found.size() <= limit) {
      return new Page(List.copyOf(found), Optional.empty());
    }
    List<SessionId> page = List.copyOf(found.subList(0, limit));
    return new Page(page, Optional.of(tokenBehind(page.get(limit - 1))));
  }

  private static String tokenBehind(SessionId session) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(session.value().getBytes(US_ASCII));
  }

  private static String sessionOf(String pageToken) {
    try {
      return new SessionId(new String(Base64.getUrlDecoder().decode(pageToken), US_ASCII)).value();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a page token of the spill store", e);
    }
  }

  /** A step that may take some milliseconds, off the caller's and the driver's threads. */
  private <T> CompletionStage<T> onExecutor(Supplier<CompletionStage<T>> step) {
    try {
      return CompletableFuture.supplyAsync(step, sealing).thenCompose(stage -> stage);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
