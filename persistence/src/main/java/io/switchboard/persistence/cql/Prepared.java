package io.switchboard.persistence.cql;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A statement that is prepared at its first use and then kept; a preparation that failed is tried
 * again by the next use. Thread-safe, never blocks; stages complete on the driver's threads.
 */
public final class Prepared {
  private final SharedSession session;
  private final SimpleStatement statement;
  private final AtomicReference<PreparedStatement> prepared = new AtomicReference<>();

  /** Attributes of the statement (profile, consistency, idempotence) go over to what is bound. */
  public Prepared(SharedSession session, SimpleStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  /** Binds the values in their order, none of them null, and executes. */
  public CompletionStage<AsyncResultSet> execute(Object... values) {
    return execute(UnaryOperator.identity(), values);
  }

  /** As {@link #execute(Object...)}, with attributes of this one execution. */
  public CompletionStage<AsyncResultSet> execute(
      UnaryOperator<BoundStatement> attributes, Object... values) {
    return session
        .get()
        .thenCompose(
            cql ->
                prepare(cql)
                    .thenCompose(known -> cql.executeAsync(attributes.apply(known.bind(values)))));
  }

  private CompletionStage<PreparedStatement> prepare(CqlSession cql) {
    PreparedStatement known = prepared.get();
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return cql.prepareAsync(statement)
        .whenComplete(
            (fresh, failure) -> {
              if (fresh != null) {
                prepared.compareAndSet(null, fresh);
              }
            });
  }
}
