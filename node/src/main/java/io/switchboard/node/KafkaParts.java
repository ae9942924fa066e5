package io.switchboard.node;

import io.switchboard.kafka.catalog.KafkaTopicCatalog;
import io.switchboard.kafka.ledger.LedgerTopic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * What every node needs of Kafka, whatever its roles: an admin client, and what it knows of topics.
 */
final class KafkaParts implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Admin admin;
  private final KafkaTopicCatalog catalog;

  private KafkaParts(Admin admin, KafkaTopicCatalog catalog) {
    this.admin = admin;
    this.catalog = catalog;
  }

  /**
   * Looks Kafka over, and makes the ledger topic if the settings say so. Blocks for a few answers.
   *
   * @throws IllegalStateException if Kafka is not as it must be, or does not answer
   */
  static KafkaParts of(NodeSettings settings) {
    Admin admin = Admin.create(settings.kafka().connection().toClientConfig(Map.of()));
    if (settings.createLedger()) {
      ensureLedger(admin, settings);
    }
    KafkaCheck.run(admin, settings.kafka());
    return new KafkaParts(
        admin, new KafkaTopicCatalog(settings.kafka(), admin, settings.encryption().policy()));
  }

  Admin admin() {
    return admin;
  }

  KafkaTopicCatalog catalog() {
    return catalog;
  }

  @Override
  public void close() {
    admin.close(CLOSE_WITHIN);
  }

  private static void ensureLedger(Admin admin, NodeSettings settings) {
    try {
      LedgerTopic.ensure(admin, settings.kafka());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the ledger topic was created", e);
    }
  }
}
