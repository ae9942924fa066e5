package io.switchboard.cli.doctor;

import io.switchboard.cli.Figures;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.ledger.LedgerTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka: reachable, and set up as exactly-once publishing assumes. */
final class KafkaChecks {
  private static final int TIMEOUT_MS = 8_000;
  private static final int COPIES = 3;

  private final Admin admin;
  private final KafkaSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  private KafkaChecks(Admin admin, KafkaSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  static List<Finding> all(KafkaSettings settings) throws InterruptedException {
    Map<String, Object> config =
        settings
            .connection()
            .toClientConfig(
                Map.of(
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS / 2,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MS));
    try (Admin admin = Admin.create(config)) {
      KafkaChecks checks = new KafkaChecks(admin, settings);
      checks.run();
      return checks.findings;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return List.of(
          Finding.fail(
              "Kafka",
              settings.connection().bootstrap() + " does not answer: " + text(e),
              "Is it running? Check switchboard.kafka.bootstrap and switchboard.kafka.client."));
    }
  }

  private void run() throws ExecutionException, InterruptedException, TimeoutException {
    Collection<Node> brokers = get(admin.describeCluster().nodes());
    findings.add(
        Finding.okIf(
            brokers.size() >= COPIES,
            "Kafka",
            settings.connection().bootstrap()
                + " answers, "
                + Figures.count(brokers.size(), "broker"),
            Finding.Level.WARN,
            "With fewer than three brokers, losing one can lose events: for development only."));
    transactionVersion();
    brokerSettings(brokers.iterator().next());
    ledger();
  }

  private void transactionVersion()
      throws ExecutionException, InterruptedException, TimeoutException {
    FinalizedVersionRange range =
        get(admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("transaction.version");
    int version = range == null ? 0 : range.maxVersionLevel();
    findings.add(
        Finding.okIf(
            version >= 2,
            "transactions",
            "transaction.version is " + version,
            Finding.Level.WARN,
            "With 2 the broker itself bars late writes of an aborted transaction (KIP-890):"
                + " kafka-features.sh upgrade --feature transaction.version=2"));
  }

  private void brokerSettings(Node broker)
      throws ExecutionException, InterruptedException, TimeoutException {
    Config config = configOf(new ConfigResource(ConfigResource.Type.BROKER, broker.idString()));
    String unclean = value(config, "unclean.leader.election.enable");
    findings.add(
        Finding.okIf(
            !unclean.equals("true"),
            "leader election",
            "unclean.leader.election.enable is " + unclean,
            Finding.Level.FAIL,
            "Set it to false: a leader that lacks committed events would drop them."));
    int copies = number(config, "transaction.state.log.replication.factor");
    int inSync = number(config, "transaction.state.log.min.isr");
    findings.add(
        Finding.okIf(
            copies >= COPIES && inSync >= 2,
            "transaction log",
            copies + " copies, at least " + inSync + " in sync",
            Finding.Level.WARN,
            "Production needs transaction.state.log.replication.factor=3 and min.isr=2."));
  }

  private void ledger() throws ExecutionException, InterruptedException, TimeoutException {
    String topic = settings.ledger().topic();
    TopicDescription description;
    try {
      description = get(admin.describeTopics(Set.of(topic)).topicNameValues().get(topic));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        findings.add(
            Finding.fail(
                "ledger",
                "there is no topic " + topic,
                "Create it with "
                    + settings.ledger().partitions()
                    + " partitions, replication 3, min.insync.replicas=2, cleanup.policy=delete,"
                    + " retention.ms="
                    + settings.ledger().retention().toMillis()
                    + "."));
        return;
      }
      throw e;
    }
    int copies =
        description.partitions().stream()
            .mapToInt(partition -> partition.replicas().size())
            .min()
            .orElse(0);
    int inSync =
        number(
            configOf(new ConfigResource(ConfigResource.Type.TOPIC, topic)), "min.insync.replicas");
    findings.add(
        Finding.okIf(
            copies >= COPIES && inSync >= 2,
            "ledger",
            topic
                + ": "
                + Figures.count(description.partitions().size(), "partition")
                + ", "
                + copies
                + " copies, at least "
                + inSync
                + " in sync",
            Finding.Level.WARN,
            "Exactly-once across the loss of a broker needs replication 3 and"
                + " min.insync.replicas=2."));
    LedgerTopic.problems(admin, settings)
        .forEach(
            problem ->
                findings.add(
                    Finding.fail("ledger", problem, "Change it with kafka-configs.sh --alter.")));
  }

  private Config configOf(ConfigResource resource)
      throws ExecutionException, InterruptedException, TimeoutException {
    return get(admin.describeConfigs(List.of(resource)).values().get(resource));
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "not known" : entry.value();
  }

  private static int number(Config config, String name) {
    String value = value(config, name);
    return value.chars().allMatch(Character::isDigit) ? Integer.parseInt(value) : 0;
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  private static String text(Exception e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
