package io.switchboard.persistence.schema;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchemaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void whatAutoCreateMakesPassesTheCheckAndMayBeMadeAgain() throws Exception {
    PersistenceSettings settings = TestCassandra.settings();
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      CassandraPersistence cassandra = CassandraPersistence.of(kit.system(), settings, PATIENCE);
      await(cassandra.ready());
      CqlSession session = await(cassandra.session().get());
      await(SchemaCreator.createIfMissing(session, settings));
      await(cassandra.ready());

      await(session.executeAsync("DROP TABLE " + settings.keyspace() + ".session_ownership"));
      assertThatThrownBy(() -> await(cassandra.ready()))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[session_ownership]");
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void withoutAutoCreateNothingIsMadeAndANodeIsToldWhatToDo() {
    PersistenceSettings settings =
        PersistenceSettings.from(
            ConfigFactory.parseString("switchboard.persistence.auto-create = off")
                .withFallback(TestCassandra.settings().toConfig()));
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      CassandraPersistence cassandra = CassandraPersistence.of(kit.system(), settings, PATIENCE);
      assertThatThrownBy(() -> await(cassandra.ready()))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("switchboard schema")
          .hasMessageContaining("messages")
          .hasMessageContaining("session_directory");
      assertThat(settings.autoCreate()).isFalse();
    } finally {
      kit.shutdownTestKit();
    }
  }
}
