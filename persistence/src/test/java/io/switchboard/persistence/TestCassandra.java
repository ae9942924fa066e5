package io.switchboard.persistence;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.localstack.SharedStack;
import io.switchboard.persistence.journal.CassandraConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The build's Cassandra, with a keyspace for each test class. */
public final class TestCassandra {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestCassandra() {}

  /** Settings with a keyspace that nobody else uses, created at the first use. */
  public static PersistenceSettings settings() {
    return settings(Duration.ofMillis(2500), Duration.ofDays(7));
  }

  /** The same with a time-out of the register and a TTL of ended sessions. */
  public static PersistenceSettings settings(Duration registerTimeout, Duration disposedTtl) {
    SharedStack stack = SharedStack.attach();
    InetSocketAddress at = stack.cassandraContactPoint();
    return new PersistenceSettings(
        List.of(at.getAddress().getHostAddress() + ":" + at.getPort()),
        stack.cassandraDatacenter(),
        "t_" + UUID.randomUUID().toString().replace("-", ""),
        Map.of(stack.cassandraDatacenter(), 1),
        true,
        Duration.ofSeconds(10),
        registerTimeout,
        3,
        disposedTtl,
        RetentionSettings.DEFAULT);
  }

  /** An actor system as a node has it, as far as this module is concerned. */
  public static ActorTestKit kit(PersistenceSettings settings) {
    Config config = CassandraConfig.overlay(settings).withFallback(ConfigFactory.load());
    return ActorTestKit.create("persistence", config.resolve());
  }

  /** Waits for a stage, at most 30 s. */
  public static <T> T await(CompletionStage<T> stage)
      throws ExecutionException, InterruptedException, TimeoutException {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
