package io.switchboard.persistence.schema;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import java.time.Duration;
import java.util.Optional;
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
  void aKeyspaceOfAnOlderVersionGetsTheNewColumnAndItsRowsKeepTheirMeaning() throws Exception {
    PersistenceSettings settings = TestCassandra.settings();
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      CassandraPersistence cassandra = CassandraPersistence.of(kit.system(), settings, PATIENCE);
      CqlSession session = await(cassandra.session().get());
      String register = settings.keyspace() + ".session_ownership";
      await(session.executeAsync("ALTER TABLE " + register + " DROP holder"));
      SessionId old = new SessionId("abcdefghijklmnopqrstuvwx27");
      await(
          session.executeAsync(
              "INSERT INTO "
                  + register
                  + " (session, epoch, owner, ledger_partition, ledger_position, last_seq,"
                  + " last_digest) VALUES ('"
                  + old
                  + "', 5, 'lane', 3, 100, 9, 0x) IF NOT EXISTS"));
      assertThatThrownBy(() -> await(cassandra.ready()))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no columns [session_ownership.holder]")
          .hasMessageContaining("switchboard schema");

      await(SchemaCreator.createIfMissing(session, settings));

      await(cassandra.ready());
      assertThat(await(cassandra.ownership().read(old)))
          .isEqualTo(
              new Row(
                  5,
                  Optional.of(new LaneId("lane")),
                  3,
                  100,
                  new Published(9, Optional.empty()),
                  0,
                  Optional.empty()));
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
