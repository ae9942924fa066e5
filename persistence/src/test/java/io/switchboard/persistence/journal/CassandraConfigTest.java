package io.switchboard.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.alpakka.cassandra.DriverConfigLoaderFromConfig;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.register.NeverRetry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CassandraConfigTest {
  private final PersistenceSettings settings =
      PersistenceSettings.from(
          ConfigFactory.parseString("switchboard.cluster-id = prod-1")
              .withFallback(ConfigFactory.load()));

  /** As a careless operator might have it. */
  private final Config node =
      ConfigFactory.parseString(
              """
              datastax-java-driver {
                profiles.switchboard-lwt.basic.request.serial-consistency = LOCAL_SERIAL
                profiles.switchboard-journal.basic.request.consistency = ONE
                advanced.auth-provider.username = "switchboard"
              }
              akka.persistence.cassandra.events-by-tag.enabled = on
              """)
          .withFallback(ConfigFactory.load());

  private final Config config = CassandraConfig.overlay(settings).withFallback(node).resolve();

  @Test
  void theRegistersProfileIsSerialAndNeverRepeats() {
    DriverExecutionProfile profile = profile(CassandraConfig.LWT_PROFILE);
    assertThat(profile.getString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY))
        .isEqualTo("SERIAL");
    assertThat(profile.getBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE)).isFalse();
    assertThat(profile.getString(DefaultDriverOption.RETRY_POLICY_CLASS))
        .isEqualTo(NeverRetry.class.getName());
    assertThat(profile.getString(DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS))
        .isEqualTo("NoSpeculativeExecutionPolicy");
    assertThat(profile.getDuration(DefaultDriverOption.REQUEST_TIMEOUT))
        .isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void journalAndSnapshotsAreReadAndWrittenAtQuorum() {
    for (String path :
        new String[] {
          "read-profile",
          "write-profile",
          "query.read-profile",
          "snapshot.read-profile",
          "snapshot.write-profile"
        }) {
      String name = config.getString("akka.persistence.cassandra." + path);
      assertThat(profile(name).getString(DefaultDriverOption.REQUEST_CONSISTENCY))
          .as(path)
          .isEqualTo("LOCAL_QUORUM");
    }
  }

  @Test
  void thePluginCreatesNothingAndFollowsNoTags() {
    Config plugin = config.getConfig("akka.persistence.cassandra");
    assertThat(plugin.getBoolean("journal.keyspace-autocreate")).isFalse();
    assertThat(plugin.getBoolean("journal.tables-autocreate")).isFalse();
    assertThat(plugin.getBoolean("snapshot.keyspace-autocreate")).isFalse();
    assertThat(plugin.getBoolean("snapshot.tables-autocreate")).isFalse();
    assertThat(plugin.getBoolean("events-by-tag.enabled")).isFalse();
    assertThat(plugin.getString("journal.keyspace")).isEqualTo("prod_1");
    assertThat(plugin.getString("snapshot.keyspace")).isEqualTo("prod_1");
  }

  @Test
  void whatItDoesNotNameStaysTheOperators() {
    assertThat(config.getString("datastax-java-driver.advanced.auth-provider.username"))
        .isEqualTo("switchboard");
  }

  @Test
  void theSettingsAreInItForTheSessionProvider() {
    assertThat(PersistenceSettings.from(config)).isEqualTo(settings);
  }

  private DriverExecutionProfile profile(String name) {
    return DriverConfigLoaderFromConfig.fromConfig(config.getConfig("datastax-java-driver"))
        .getInitialConfig()
        .getProfile(name);
  }
}
