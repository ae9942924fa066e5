package io.switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  private static Map<String, String> minimal() {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap", "kafka:9092");
    values.put("cluster-id", "rendering");
    return values;
  }

  @Test
  void theMinimumGivesTheDefaults() {
    KafkaSettings settings = KafkaSettings.of(minimal());

    assertThat(settings)
        .isEqualTo(KafkaSettings.defaults(KafkaConnection.plain("kafka:9092"), "rendering"));
    assertThat(settings.ledger().topic()).isEqualTo("rendering-switchboard-ledger");
    assertThat(settings.lanes().count()).isEqualTo(2);
  }

  @Test
  void everyKeyIsRead() {
    Map<String, String> values = minimal();
    values.put("client.security.protocol", "SSL");
    values.put("lanes.count", "3");
    values.put("lanes.commit-timeout", "45s");
    values.put("ledger.retention", "14d");
    values.put("admin-timeout", "500 ms");

    KafkaSettings settings = KafkaSettings.of(values);

    assertThat(settings.connection().clientProperties())
        .containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(settings.lanes().count()).isEqualTo(3);
    assertThat(settings.lanes().commitTimeout()).isEqualTo(Duration.ofSeconds(45));
    assertThat(settings.ledger().retention()).isEqualTo(Duration.ofDays(14));
    assertThat(settings.adminTimeout()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Map<String, String> values = new HashMap<>();
    values.put("cluster-id", "Not Good");
    values.put("lanes.count", "0");
    values.put("lanes.linger-ms", "soon");
    values.put("ledger.retention", "1m");
    values.put("ledger.workers", "99999999999");
    values.put("lane.count", "2");

    assertThatThrownBy(() -> KafkaSettings.of(values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bootstrap")
        .hasMessageContaining("cluster-id")
        .hasMessageContaining("lanes.count")
        .hasMessageContaining("lanes.linger-ms")
        .hasMessageContaining("ledger.retention")
        .hasMessageContaining("ledger.workers")
        .hasMessageContaining("lane.count: not a setting");
  }

  @Test
  void whatAClientNeedsWinsAndPasswordsAreNotPrinted() {
    KafkaConnection connection =
        new KafkaConnection(
            "kafka:9092",
            Map.of("sasl.jaas.config", "hunter2", "acks", "0", "bootstrap.servers", "x"));

    assertThat(connection.toClientConfig(Map.of("acks", "all")))
        .containsEntry("acks", "all")
        .containsEntry("bootstrap.servers", "kafka:9092")
        .containsEntry("sasl.jaas.config", "hunter2");
    assertThat(connection.toString()).contains("sasl.jaas.config").doesNotContain("hunter2");
  }
}
