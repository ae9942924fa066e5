package io.switchboard.persistence.cql;

import akka.actor.ClassicActorSystemProvider;
import akka.stream.alpakka.cassandra.javadsl.CassandraSessionRegistry;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The Cassandra session of an actor system, which the journal plugin opened or will open: one pool
 * of connections for everything. Closed with the actor system. Thread-safe.
 */
public final class SharedSession {
  /** The plugin's own section names the session, so this is what shares it. */
  private static final String PLUGIN = "akka.persistence.cassandra";

  private final Supplier<CompletionStage<CqlSession>> session;
  private final Duration connectTimeout;

  private SharedSession(Supplier<CompletionStage<CqlSession>> session, Duration connectTimeout) {
    this.session = session;
    this.connectTimeout = connectTimeout;
  }

  /**
   * The session of an actor system whose configuration has {@code CassandraConfig.overlay} on it.
   *
   * @param connectTimeout how long a caller waits while the session is not open yet
   */
  public static SharedSession of(ClassicActorSystemProvider system, Duration connectTimeout) {
    return new SharedSession(
        () -> CassandraSessionRegistry.get(system).sessionFor(PLUGIN).underlying(), connectTimeout);
  }

  /** A session that was opened elsewhere and stays its opener's to close. */
  public static SharedSession of(CqlSession open) {
    return new SharedSession(() -> CompletableFuture.completedFuture(open), Duration.ofSeconds(1));
  }

  /**
   * The open session. Fails after the connect timeout while Cassandra is away at start-up; the next
   * call waits again.
   */
  public CompletionStage<CqlSession> get() {
    // A copy: a timeout must not reach the future that everybody shares.
    return session
        .get()
        .toCompletableFuture()
        .copy()
        .orTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
