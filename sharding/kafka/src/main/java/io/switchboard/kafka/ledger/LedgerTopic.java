package io.switchboard.kafka.ledger;

import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LedgerSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The ledger topic itself. In production people create it, with replication 3 and {@code
 * min.insync.replicas} 2; here it can be created for local stacks. {@code BrokerCheck} looks it
 * over.
 */
public final class LedgerTopic {
  private LedgerTopic() {}

  /**
   * Creates the topic if there is none: the broker's default replication, {@code
   * cleanup.policy=delete}, the settings' retention. Blocks.
   *
   * @throws IllegalStateException if Kafka did not do it in time
   */
  public static void ensure(Admin admin, KafkaSettings settings) throws InterruptedException {
    LedgerSettings ledger = settings.ledger();
    NewTopic topic =
        new NewTopic(ledger.topic(), Optional.of(ledger.partitions()), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(ledger.retention().toMillis())));
    try {
      admin
          .createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(timeoutMs(settings)))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "the ledger topic " + ledger.topic() + " could not be created", e.getCause());
      }
    }
    awaitVisible(admin, settings);
  }

  /** A broker learns of a new topic a moment after the controller has answered. */
  private static void awaitVisible(Admin admin, KafkaSettings settings)
      throws InterruptedException {
    String topic = settings.ledger().topic();
    long deadline = System.nanoTime() + settings.adminTimeout().toNanos();
    while (true) {
      try {
        admin
            .describeTopics(
                List.of(topic), new DescribeTopicsOptions().timeoutMs(timeoutMs(settings)))
            .allTopicNames()
            .get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "the ledger topic " + topic + " is not visible", e.getCause());
        }
      }
    }
  }

  private static int timeoutMs(KafkaSettings settings) {
    return Math.toIntExact(settings.adminTimeout().toMillis());
  }
}
