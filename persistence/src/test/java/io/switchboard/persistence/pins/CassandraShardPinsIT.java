package io.switchboard.persistence.pins;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.switchboard.core.port.ShardPins;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.schema.SchemaCreator;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CassandraShardPinsIT {
  private static PersistenceSettings settings;
  private static ActorTestKit kit;
  private static SharedSession shared;
  private static ShardPins pins;

  @BeforeAll
  static void open() throws Exception {
    settings = TestCassandra.settings();
    kit = TestCassandra.kit(settings);
    shared = SharedSession.of(kit.system(), Duration.ofSeconds(30));
    await(SchemaCreator.createIfMissing(await(shared.get()), settings));
    pins = new CassandraShardPins(shared, settings, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void removeAll() throws Exception {
    for (String shard : await(pins.list()).keySet()) {
      await(pins.remove(shard));
    }
  }

  @Test
  void pinsAreListedAsTheyWerePutLast() throws Exception {
    assertThat(await(pins.list())).isEmpty();
    await(pins.put("7", "10.0.0.1:25520"));
    await(pins.put("8", "10.0.0.2:25520"));
    await(pins.put("7", "10.0.0.3:25520"));
    assertThat(await(pins.list())).isEqualTo(Map.of("7", "10.0.0.3:25520", "8", "10.0.0.2:25520"));
  }

  @Test
  void aRemovedPinIsGoneAndMayBeRemovedAgain() throws Exception {
    await(pins.put("7", "10.0.0.1:25520"));
    await(pins.remove("7"));
    await(pins.remove("7"));
    assertThat(await(pins.list())).isEmpty();
    await(pins.put("7", "10.0.0.1:25520"));
    assertThat(await(pins.list())).hasSize(1);
  }

  @Test
  void thousandsOfPinsComeWithOneList() throws Exception {
    Map<String, String> put = new HashMap<>();
    for (int shard = 0; shard < 6_000; shard++) {
      put.put(Integer.toString(shard), "node-" + shard % 7 + ":25520");
    }
    var writes = put.entrySet().stream().map(pin -> pins.put(pin.getKey(), pin.getValue()));
    for (var write : writes.toList()) {
      await(write);
    }
    assertThat(await(pins.list())).isEqualTo(put);
  }

  @Test
  void whatANewerVersionWroteOtherwiseIsLeftToIt() throws Exception {
    await(pins.put("7", "10.0.0.1:25520"));
    await(
        await(shared.get())
            .executeAsync(
                "INSERT INTO "
                    + settings.keyspace()
                    + ".shard_pin (entity_type, shard, format, node) VALUES ('"
                    + CassandraShardPins.TYPE
                    + "', '8', 2, 'something else')"));
    assertThat(await(pins.list())).containsOnlyKeys("7");
  }

  @Test
  void withoutItsTableThatIsSaid() throws Exception {
    PersistenceSettings elsewhere = TestCassandra.settings();
    ShardPins without = new CassandraShardPins(shared, elsewhere, Clock.systemUTC());
    assertThatThrownBy(() -> await(without.list()))
        .hasRootCauseInstanceOf(InvalidQueryException.class);
  }
}
