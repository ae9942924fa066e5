package io.switchboard.kafka.check;

import io.switchboard.kafka.KafkaSettings;
import io.switchboard.kafka.LaneIds;
import io.switchboard.kafka.check.BrokerFacts.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks over what can be seen of Kafka that exactly-once and its speed rest on. Changes nothing.
 * Blocks for a few answers, each within the settings' admin time-out.
 */
public final class BrokerCheck {
  /** So many topics are looked at; a bound for the answers' size. */
  private static final int MAX_TOPICS = 200;

  private final Admin admin;
  private final KafkaSettings settings;
  private final int timeoutMs;

  private BrokerCheck(Admin admin, KafkaSettings settings) {
    this.admin = admin;
    this.settings = settings;
    this.timeoutMs = Math.toIntExact(settings.adminTimeout().toMillis());
  }

  /**
   * What was seen, good and bad.
   *
   * @throws IllegalStateException if Kafka did not answer in time
   */
  public static List<Finding> findings(Admin admin, KafkaSettings settings)
      throws InterruptedException {
    try {
      BrokerFacts facts = new BrokerCheck(admin, settings).facts();
      return BrokerRules.judge(facts, settings.ledger(), settings.lanes());
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka does not tell about itself: " + e.getCause(), e.getCause());
    }
  }

  private BrokerFacts facts() throws ExecutionException, InterruptedException {
    Collection<Node> nodes =
        admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMs)).nodes().get();
    Map<String, Map<String, String>> brokers = new HashMap<>();
    for (Node node : nodes) {
      settings(ConfigResource.Type.BROKER, List.of(node.idString())).forEach(brokers::put);
    }
    String ledger = settings.ledger().topic();
    List<String> others =
        admin
            .listTopics(new ListTopicsOptions().listInternal(false).timeoutMs(timeoutMs))
            .names()
            .get()
            .stream()
            .filter(name -> !name.equals(ledger))
            .sorted()
            .toList();
    List<String> seen = others.subList(0, Math.min(MAX_TOPICS, others.size()));
    return new BrokerFacts(
        nodes.size(),
        features(),
        brokers,
        topics(List.of(ledger)).stream().findFirst(),
        topics(seen),
        others.size() - seen.size(),
        mayDescribeLanes());
  }

  private Map<String, Short> features() throws ExecutionException, InterruptedException {
    Map<String, Short> levels = new HashMap<>();
    admin
        .describeFeatures(new DescribeFeaturesOptions().timeoutMs(timeoutMs))
        .featureMetadata()
        .get()
        .finalizedFeatures()
        .forEach((name, range) -> levels.put(name, range.maxVersionLevel()));
    return levels;
  }

  private List<Topic> topics(List<String> names) throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(
                names,
                new DescribeTopicsOptions().includeAuthorizedOperations(true).timeoutMs(timeoutMs))
            .topicNameValues();
    Map<String, Map<String, String>> configs = settings(ConfigResource.Type.TOPIC, names);
    List<Topic> topics = new ArrayList<>();
    for (String name : names) {
      Optional<TopicDescription> found = ifThere(asked.get(name));
      found.ifPresent(
          topic ->
              topics.add(
                  new Topic(
                      name,
                      topic.partitions().size(),
                      topic.partitions().stream()
                          .mapToInt(partition -> partition.replicas().size())
                          .min()
                          .orElse(0),
                      configs.getOrDefault(name, Map.of()),
                      Optional.ofNullable(topic.authorizedOperations()).orElse(Set.of()))));
    }
    return topics;
  }

  /** Those that may be seen. */
  private Map<String, Map<String, String>> settings(ConfigResource.Type type, List<String> names)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, KafkaFuture<Config>> asked =
        admin
            .describeConfigs(
                names.stream().map(name -> new ConfigResource(type, name)).toList(),
                new DescribeConfigsOptions().timeoutMs(timeoutMs))
            .values();
    Map<String, Map<String, String>> all = new HashMap<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> one : asked.entrySet()) {
      ifThere(one.getValue())
          .ifPresent(
              config -> {
                Map<String, String> values = new HashMap<>();
                config.entries().stream()
                    .filter(entry -> entry.value() != null)
                    .forEach(entry -> values.put(entry.name(), entry.value()));
                all.put(one.getKey().name(), values);
              });
    }
    return all;
  }

  /** The answer, unless there is no such thing, or this client may not see it. */
  private static <T> Optional<T> ifThere(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(answer.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Asks about a lane that never was: who may not ask is told so. */
  private boolean mayDescribeLanes() throws InterruptedException {
    String id = new LaneIds(settings.clusterId()).of(new UUID(0, 0), 0, 0).value();
    try {
      admin
          .describeTransactions(List.of(id), new DescribeTransactionsOptions().timeoutMs(timeoutMs))
          .description(id)
          .get();
      return true;
    } catch (ExecutionException e) {
      return !(e.getCause() instanceof AuthorizationException);
    }
  }
}
