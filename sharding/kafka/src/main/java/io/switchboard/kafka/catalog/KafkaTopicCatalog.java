package io.switchboard.kafka.catalog;

import io.switchboard.core.model.Positions;
import io.switchboard.core.model.TopicInfo;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** The topics of a Kafka cluster, over its admin API. Thread-safe; never blocks. */
public final class KafkaTopicCatalog implements TopicCatalog {
  private static final long LIST_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final Admin admin;
  private final String ledgerTopic;
  private final int timeoutMs;
  private final TopicLookup lookup;
  private final TopicCache cache;

  private CompletableFuture<List<TopicInfo>> list = new CompletableFuture<>();
  private long listedNanos;
  private boolean listed;

  /**
   * @param admin stays the caller's to close
   * @param encrypted tells which topics' values are encrypted
   */
  public KafkaTopicCatalog(KafkaSettings settings, Admin admin, Predicate<String> encrypted) {
    this.admin = admin;
    this.ledgerTopic = settings.ledger().topic();
    this.timeoutMs = Math.toIntExact(settings.adminTimeout().toMillis());
    this.lookup = new TopicLookup(admin, settings.adminTimeout(), encrypted, System::nanoTime);
    this.cache = new TopicCache(lookup::ask, System::nanoTime);
  }

  @Override
  public CompletionStage<Optional<TopicInfo>> find(String name) {
    return isInternal(name)
        ? CompletableFuture.completedFuture(Optional.empty())
        : cache.find(name);
  }

  private boolean isInternal(String name) {
    return name.isEmpty() || name.startsWith("__") || name.equals(ledgerTopic);
  }

  @Override
  public synchronized CompletionStage<List<TopicInfo>> list() {
    long now = System.nanoTime();
    boolean usable = listed && !list.isCompletedExceptionally() && now - listedNanos < LIST_NANOS;
    if (!usable) {
      listed = true;
      listedNanos = now;
      list = listNow();
    }
    return list.copy();
  }

  private CompletableFuture<List<TopicInfo>> listNow() {
    return admin
        .listTopics(new ListTopicsOptions().listInternal(false).timeoutMs(timeoutMs))
        .names()
        .toCompletionStage()
        .thenApply(names -> names.stream().filter(name -> !isInternal(name)).toList())
        .thenCompose(this::describe)
        .toCompletableFuture();
  }

  private CompletionStage<List<TopicInfo>> describe(Collection<String> names) {
    Collection<CompletableFuture<Optional<TopicInfo>>> asked = lookup.ask(names).values();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              List<TopicInfo> topics =
                  asked.stream()
                      .flatMap(topic -> topic.join().stream())
                      .sorted(Comparator.comparing((TopicInfo topic) -> topic.ref().name()))
                      .toList();
              topics.forEach(cache::learn);
              return topics;
            });
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with {@link IllegalArgumentException} if the topic is not (or no longer) that one, or
   * has no such partition.
   */
  @Override
  public CompletionStage<Positions> positionsAt(
      TopicRef topic, int[] partitions, StartPoint start) {
    int[] wanted = partitions.clone();
    return find(topic.name())
        .thenCompose(
            found -> {
              if (found.isEmpty() || !found.get().ref().equals(topic)) {
                throw new IllegalArgumentException("there is no topic " + topic);
              }
              for (int partition : wanted) {
                if (partition < 0 || partition >= found.get().partitions()) {
                  throw new IllegalArgumentException(
                      "topic %s has %d partitions, not a number %d"
                          .formatted(topic.name(), found.get().partitions(), partition));
                }
              }
              return positions(topic.name(), wanted, start);
            });
  }

  private CompletionStage<Positions> positions(String topic, int[] partitions, StartPoint start) {
    if (start instanceof StartPoint.Earliest) {
      return offsets(topic, partitions, OffsetSpec.earliest())
          .thenApply(offsets -> Positions.of(partitions, offsets));
    }
    CompletionStage<long[]> ends = offsets(topic, partitions, OffsetSpec.latest());
    if (start instanceof StartPoint.AtTime time) {
      return offsets(topic, partitions, OffsetSpec.forTimestamp(time.timestampMs()))
          .thenCombine(ends, (found, end) -> Positions.of(partitions, orEnd(found, end)));
    }
    return ends.thenApply(offsets -> Positions.of(partitions, offsets));
  }

  /** Kafka says -1 where no record is that young. */
  private static long[] orEnd(long[] found, long[] end) {
    long[] positions = found.clone();
    for (int i = 0; i < positions.length; i++) {
      positions[i] = found[i] < 0 ? end[i] : found[i];
    }
    return positions;
  }

  private CompletionStage<long[]> offsets(String topic, int[] partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    for (int partition : partitions) {
      question.put(new TopicPartition(topic, partition), spec);
    }
    return admin
        .listOffsets(
            question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeoutMs))
        .all()
        .toCompletionStage()
        .thenApply(
            answer -> {
              long[] offsets = new long[partitions.length];
              for (int i = 0; i < partitions.length; i++) {
                offsets[i] = answer.get(new TopicPartition(topic, partitions[i])).offset();
              }
              return offsets;
            });
  }

  /**
   * Creates a topic, and completes when this node sees it; for tools, demonstrations and tests.
   * Fails if it exists.
   *
   * @param replication empty for the broker's default
   */
  public CompletionStage<TopicInfo> createTopic(
      String name, int partitions, OptionalInt replication) {
    Optional<Short> factor =
        replication.isPresent() ? Optional.of((short) replication.getAsInt()) : Optional.empty();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    return admin
        .createTopics(
            List.of(new NewTopic(name, Optional.of(partitions), factor)),
            new CreateTopicsOptions().timeoutMs(timeoutMs))
        .all()
        .toCompletionStage()
        .thenCompose(nothing -> awaitVisible(name, deadline));
  }

  /** A broker learns of a new topic a moment after the controller has answered. */
  private CompletionStage<TopicInfo> awaitVisible(String name, long deadline) {
    return lookup
        .ask(List.of(name))
        .get(name)
        .thenCompose(
            found -> {
              if (found.isPresent()) {
                cache.learn(found.get());
                return CompletableFuture.completedFuture(found.get());
              }
              if (System.nanoTime() - deadline > 0) {
                return CompletableFuture.failedFuture(
                    new TimeoutException("topic " + name + " was created, but is not visible"));
              }
              return CompletableFuture.supplyAsync(() -> awaitVisible(name, deadline), SOON)
                  .thenCompose(later -> later);
            });
  }
}
