package io.switchboard.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersistenceSettingsTest {

  @Test
  void theDefaultsAreValid() {
    PersistenceSettings settings = PersistenceSettings.from(ConfigFactory.load());
    assertThat(settings.contactPoints()).isEqualTo(List.of("127.0.0.1:9042"));
    assertThat(settings.keyspace()).isEqualTo("switchboard");
    assertThat(settings.autoCreate()).isFalse();
    assertThat(settings.disposedTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.retention()).isEqualTo(RetentionSettings.DEFAULT);
  }

  @Test
  void settingsReadBackFromTheirOwnConfigurationAreEqual() {
    PersistenceSettings settings =
        PersistenceSettings.from(
            with(
                """
                contact-points = ["cass-1:9042", "cass-2:9042"]
                local-datacenter = "Prag 1"
                keyspace = "other"
                replication = ["Prag 1:3", "wien:2"]
                auto-create = on
                request-timeout = 4 s
                register { request-timeout = 1700 ms, attempts = 5 }
                directory.disposed-ttl = 36 h
                retention { snapshot-every = 1000, keep-snapshots = 3 }
                """));
    assertThat(PersistenceSettings.from(settings.toConfig())).isEqualTo(settings);
  }

  @Test
  void anUnnamedKeyspaceIsTheClusterId() {
    Config config =
        ConfigFactory.parseString("switchboard.cluster-id = \"Log-Reports.2\"")
            .withFallback(ConfigFactory.load());
    assertThat(PersistenceSettings.from(config).keyspace()).isEqualTo("log_reports_2");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Config config =
        with(
            """
            contact-points = ["cassandra"]
            keyspace = "a-b"
            replication = ["elsewhere:3", "nonsense"]
            request-timeout = 1 ms
            register.attempts = many
            retention.keep-snapshots = 1
            """);
    assertThatThrownBy(() -> PersistenceSettings.from(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port")
        .hasMessageContaining("a-b")
        .hasMessageContaining("nonsense")
        .hasMessageContaining("not datacenter1")
        .hasMessageContaining("request-timeout")
        .hasMessageContaining("attempts")
        .hasMessageContaining("keep-snapshots");
  }

  private static Config with(String section) {
    return ConfigFactory.parseString("switchboard.persistence {\n" + section + "}")
        .withFallback(ConfigFactory.load());
  }
}
