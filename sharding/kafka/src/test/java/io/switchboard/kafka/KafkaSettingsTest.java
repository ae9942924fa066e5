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
    values.put("lanes.heartbeat-every", "2 minutes");
    values.put("lanes.retire-after", "36 hours");
    values.put("lanes.max-transaction-bytes", "1 MiB");
    values.put("lanes.max-queued-bytes", "1 GiB");
    values.put("reaper.older-than", "12s");
    values.put("source.cache-bytes", "8 MiB");
    values.put("source.tail-wait", "250ms");
    values.put("check", "strict");
    values.put("admin-timeout", "500 ms");

    KafkaSettings settings = KafkaSettings.of(values);

    assertThat(settings.connection().clientProperties())
        .containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(settings.lanes().count()).isEqualTo(3);
    assertThat(settings.lanes().commitTimeout()).isEqualTo(Duration.ofSeconds(45));
    assertThat(settings.lanes().heartbeatEvery()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.lanes().retireAfter()).isEqualTo(Duration.ofHours(36));
    assertThat(settings.lanes().maxTransactionBytes()).isEqualTo(1 << 20);
    assertThat(settings.lanes().maxQueuedBytes()).isEqualTo(1L << 30);
    assertThat(settings.reaper().olderThan()).isEqualTo(Duration.ofSeconds(12));
    assertThat(settings.source().cacheBytes()).isEqualTo(8 << 20);
    assertThat(settings.source().tailWait()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.check()).isEqualTo(CheckMode.STRICT);
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
    values.put("reaper.workers", "0");
    values.put("source.tail-wait", "1h");
    values.put("source.cache-bytes", "9 GiB");
    values.put("check", "perhaps");

    assertThatThrownBy(() -> KafkaSettings.of(values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bootstrap")
        .hasMessageContaining("cluster-id")
        .hasMessageContaining("lanes.count")
        .hasMessageContaining("lanes.linger-ms")
        .hasMessageContaining("ledger.retention")
        .hasMessageContaining("ledger.workers")
        .hasMessageContaining("lane.count: not a setting")
        .hasMessageContaining("reaper.workers: expected 1 to 64, got 0")
        .hasMessageContaining("source.tail-wait in ms: expected 1 to 5000")
        .hasMessageContaining("source.cache-bytes: expected a size")
        .hasMessageContaining("check: expected off, warn or strict, got 'perhaps'");
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
