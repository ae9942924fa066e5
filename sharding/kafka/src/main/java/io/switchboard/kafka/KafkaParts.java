package io.switchboard.kafka;

import io.switchboard.core.port.PayloadCipher;
import io.switchboard.kafka.catalog.KafkaTopicCatalog;
import io.switchboard.kafka.check.BrokerCheck;
import io.switchboard.kafka.check.Finding;
import io.switchboard.kafka.lane.KafkaProducerLanes;
import io.switchboard.kafka.ledger.KafkaLedger;
import io.switchboard.kafka.ledger.LedgerEnds;
import io.switchboard.kafka.ledger.LedgerTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Wires this module: one admin client, the catalog, the lanes and the ledger. Opening does not wait
 * for Kafka.
 *
 * @param admin shared by the others
 * @param catalog what topics there are
 * @param lanes the producer lanes of this node
 * @param ledger settles dead lanes
 */
public record KafkaParts(
    KafkaSettings settings,
    Admin admin,
    KafkaTopicCatalog catalog,
    KafkaProducerLanes lanes,
    KafkaLedger ledger) {

  /**
   * Opens everything.
   *
   * @param incarnation new at every start of the node
   * @param encrypted tells which topics' values are encrypted
   */
  public static KafkaParts open(
      KafkaSettings settings, UUID incarnation, PayloadCipher cipher, Predicate<String> encrypted) {
    int timeoutMs = Math.toIntExact(settings.adminTimeout().toMillis());
    Admin admin =
        Admin.create(
            settings
                .connection()
                .toClientConfig(
                    Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        settings.clusterId() + "-" + incarnation + "-admin",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        timeoutMs,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        timeoutMs,
                        AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
                        false)));
    LedgerEnds ends =
        new LedgerEnds(admin, settings.ledger().topic(), settings.adminTimeout(), System::nanoTime);
    KafkaTopicCatalog catalog = new KafkaTopicCatalog(settings, admin, encrypted);
    return new KafkaParts(
        settings,
        admin,
        catalog,
        new KafkaProducerLanes(settings, incarnation, catalog, cipher, ends),
        new KafkaLedger(settings, admin, ends));
  }

  /** Creates the ledger topic if there is none; for local stacks and the auto-create flag. */
  public void ensureLedgerTopic() throws InterruptedException {
    LedgerTopic.ensure(admin, settings);
  }

  /**
   * What is wrong with the ledger topic and the brokers. Blocks for a few answers.
   *
   * @throws IllegalStateException if Kafka does not tell
   */
  public List<Finding> problems() throws InterruptedException {
    return BrokerCheck.findings(admin, settings).stream()
        .filter(finding -> finding.weight() != Finding.Weight.GOOD)
        .toList();
  }

  /** Closes the lanes in order, within the time-out, and then the rest. */
  public void close(Duration timeout) throws InterruptedException {
    try {
      lanes.close(timeout);
    } finally {
      ledger.close();
      admin.close(Duration.ofSeconds(1));
    }
  }
}
