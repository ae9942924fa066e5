package io.switchboard.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Looks over what can be seen of the brokers' settings that exactly-once and its speed rest on. */
public final class BrokerCheck {
  private static final String TRANSACTION_VERSION = "transaction.version";
  private static final String VERIFICATION = "transaction.partition.verification.enable";
  private static final String ADD_BACK_OFF = "add.partitions.to.txn.retry.backoff.ms";
  private static final int GOOD_ADD_BACK_OFF_MS = 5;

  private BrokerCheck() {}

  /**
   * What is wrong, as sentences for the log. Blocks.
   *
   * @throws IllegalStateException if Kafka did not tell in time, or may not tell this node
   */
  public static List<String> problems(Admin admin, KafkaSettings settings)
      throws InterruptedException {
    int timeoutMs = Math.toIntExact(settings.adminTimeout().toMillis());
    try {
      Map<String, FinalizedVersionRange> features =
          admin
              .describeFeatures(new DescribeFeaturesOptions().timeoutMs(timeoutMs))
              .featureMetadata()
              .get()
              .finalizedFeatures();
      List<String> problems = new ArrayList<>();
      FinalizedVersionRange transactions = features.get(TRANSACTION_VERSION);
      if (transactions == null || transactions.maxVersionLevel() < 2) {
        problems.add(
            TRANSACTION_VERSION
                + " must be 2 (Kafka 4): without it a late append of a fenced lane is not stopped");
      }
      Collection<Node> nodes =
          admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs)).nodes().get();
      List<ConfigResource> brokers =
          nodes.stream()
              .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
              .toList();
      admin
          .describeConfigs(brokers, new DescribeConfigsOptions().timeoutMs(timeoutMs))
          .all()
          .get()
          .forEach((broker, config) -> problems.addAll(ofBroker(broker.name(), config)));
      return problems;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the brokers' settings are not known", e.getCause());
    }
  }

  private static List<String> ofBroker(String broker, Config config) {
    List<String> problems = new ArrayList<>();
    if (value(config, VERIFICATION).equals("false")) {
      problems.add("broker " + broker + ": " + VERIFICATION + " must be true");
    }
    String backOff = value(config, ADD_BACK_OFF);
    if (!backOff.isEmpty() && Integer.parseInt(backOff) > GOOD_ADD_BACK_OFF_MS) {
      problems.add(
          "broker %s: %s is %s; small transactions wait that long for their predecessor, 1 is better"
              .formatted(broker, ADD_BACK_OFF, backOff));
    }
    return problems;
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }
}
