package io.switchboard.persistence.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.switchboard.persistence.PersistenceSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Applies the schema where it is missing, one statement after the other. For development on one
 * machine; in production an operator does it once.
 */
public final class SchemaCreator {
  /** Creating a table takes up to a few seconds on a small machine. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(20);

  private SchemaCreator() {}

  /** Completes when every statement was applied; fails with the first one that was not. */
  public static CompletionStage<Void> createIfMissing(
      CqlSession session, PersistenceSettings settings) {
    // Otherwise the driver reads the whole schema after every statement, a second later each time.
    session.setSchemaMetadataEnabled(false);
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (String statement : CqlSchema.statements(settings)) {
      done = done.thenCompose(ignored -> apply(session, statement));
    }
    return done.handle(
            (applied, failure) ->
                session.setSchemaMetadataEnabled(null).thenCompose(refreshed -> result(failure)))
        .thenCompose(stage -> stage);
  }

  private static CompletionStage<Void> result(Throwable failure) {
    return failure == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(failure);
  }

  private static CompletionStage<Void> apply(CqlSession session, String statement) {
    return session
        .executeAsync(SimpleStatement.newInstance(statement).setTimeout(STATEMENT_TIMEOUT))
        .thenApply(ignored -> null);
  }
}
