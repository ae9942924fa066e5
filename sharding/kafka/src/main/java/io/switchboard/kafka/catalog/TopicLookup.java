package io.switchboard.kafka.catalog;

import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka about topics: partitions and id each time, {@code max.message.bytes} every 15 s.
 * Thread-safe; never blocks.
 */
final class TopicLookup {
  private static final Logger log = LoggerFactory.getLogger(TopicLookup.class);

  /** Kafka's own default, used where this node may not read a topic's settings. */
  private static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

  private static final long CONFIG_NANOS = Duration.ofSeconds(15).toNanos();
  private static final int MAX_CONFIGS = 100_000;

  private final Admin admin;
  private final int timeoutMs;
  private final Predicate<String> encrypted;
  private final LongSupplier nanoClock;

  /** By topic id, because a topic made anew has its own settings. */
  private final Map<String, Limit> limits = new ConcurrentHashMap<>();

  private record Limit(int maxMessageBytes, long atNanos) {}

  TopicLookup(Admin admin, Duration timeout, Predicate<String> encrypted, LongSupplier nanoClock) {
    this.admin = admin;
    this.timeoutMs = Math.toIntExact(timeout.toMillis());
    this.encrypted = encrypted;
    this.nanoClock = nanoClock;
  }

  /** Each topic's answer of its own; a topic that there is not is empty. */
  Map<String, CompletableFuture<Optional<TopicInfo>>> ask(Collection<String> names) {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(names, new DescribeTopicsOptions().timeoutMs(timeoutMs))
            .topicNameValues();
    CompletableFuture<Map<String, Integer>> max = maxMessageBytes(described);
    Map<String, CompletableFuture<Optional<TopicInfo>>> answers = new HashMap<>();
    described.forEach(
        (name, future) ->
            answers.put(
                name,
                settled(future)
                    .thenCombine(
                        max,
                        (topic, bytes) ->
                            topic.map(
                                t ->
                                    info(
                                        t, bytes.getOrDefault(name, DEFAULT_MAX_MESSAGE_BYTES))))));
    return answers;
  }

  private TopicInfo info(TopicDescription topic, int maxMessageBytes) {
    return new TopicInfo(
        new TopicRef(topic.name(), topic.topicId().toString()),
        topic.partitions().size(),
        maxMessageBytes,
        encrypted.test(topic.name()));
  }

  /** Empty if there is no such topic; a failure stays one. */
  private static CompletableFuture<Optional<TopicDescription>> settled(
      KafkaFuture<TopicDescription> future) {
    CompletableFuture<Optional<TopicDescription>> settled = new CompletableFuture<>();
    future.whenComplete(
        (topic, error) -> {
          if (error == null) {
            settled.complete(Optional.of(topic));
          } else if (error instanceof UnknownTopicOrPartitionException
              || error instanceof InvalidTopicException) {
            settled.complete(Optional.empty());
          } else {
            settled.completeExceptionally(error);
          }
        });
    return settled;
  }

  /** The limits of those topics that exist, from memory where it is fresh. */
  private CompletableFuture<Map<String, Integer>> maxMessageBytes(
      Map<String, KafkaFuture<TopicDescription>> described) {
    List<CompletableFuture<Optional<TopicDescription>>> all =
        described.values().stream().map(TopicLookup::settled).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .handle((nothing, error) -> existing(all))
        .thenCompose(this::maxMessageBytes);
  }

  private static List<TopicDescription> existing(
      List<CompletableFuture<Optional<TopicDescription>>> settled) {
    return settled.stream()
        .filter(topic -> !topic.isCompletedExceptionally())
        .flatMap(topic -> topic.join().stream())
        .toList();
  }

  private CompletableFuture<Map<String, Integer>> maxMessageBytes(List<TopicDescription> topics) {
    long now = nanoClock.getAsLong();
    Map<String, Integer> known = new HashMap<>();
    List<ConfigResource> unknown = new ArrayList<>();
    Map<String, String> ids = new HashMap<>();
    for (TopicDescription topic : topics) {
      ids.put(topic.name(), topic.topicId().toString());
      Limit limit = limits.get(topic.topicId().toString());
      if (limit != null && now - limit.atNanos() < CONFIG_NANOS) {
        known.put(topic.name(), limit.maxMessageBytes());
      } else {
        unknown.add(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      }
    }
    if (unknown.isEmpty()) {
      return CompletableFuture.completedFuture(known);
    }
    return admin
        .describeConfigs(unknown, new DescribeConfigsOptions().timeoutMs(timeoutMs))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .handle(
            (configs, error) -> {
              if (error != null) {
                return withoutConfigs(known, unknown, error);
              }
              configs.forEach((topic, config) -> remember(topic, config, ids, known, now));
              return known;
            });
  }

  private void remember(
      ConfigResource topic,
      Config config,
      Map<String, String> ids,
      Map<String, Integer> known,
      long now) {
    int bytes = Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    known.put(topic.name(), bytes);
    if (limits.size() >= MAX_CONFIGS) {
      limits.clear();
    }
    limits.put(ids.get(topic.name()), new Limit(bytes, now));
  }

  /** The broker's own check remains: a batch that is too large then fails alone in its lane. */
  private static Map<String, Integer> withoutConfigs(
      Map<String, Integer> known, List<ConfigResource> unknown, Throwable error) {
    if (error instanceof AuthorizationException) {
      log.debug("phase=describeConfigs topics={} reason=\"{}\"", unknown, error.toString());
    } else {
      log.info("phase=describeConfigs topics={} reason=\"{}\"", unknown, error.toString());
    }
    return known;
  }
}
