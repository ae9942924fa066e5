package io.switchboard.kafka.source;

import io.switchboard.core.port.TopicSource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a fetcher's readers when Kafka says no: those who are meant are told, the others
 * go on. One thread.
 */
final class FetcherFaults {
  private static final Logger LOG = LoggerFactory.getLogger(FetcherFaults.class);
  private static final long TRIED_NANOS = Duration.ofMillis(250).toNanos();
  private static final int MAX_BACKOFF_FACTOR = 20;

  private final String fetcher;
  private final SourceMetrics metrics;
  private final FetchPlan plan;
  private final TopicWatch topics;
  private final PoisonSearch search = new PoisonSearch();
  private final Map<PartitionKey, Long> outOfRange = new HashMap<>();
  private final Map<PartitionKey, Long> poisonedSinceNanos = new HashMap<>();
  private final long backoffNanos;
  private final long unavailableNanos;

  private long retryAtNanos;
  private boolean pausing;
  private int failures;
  private long triedSinceNanos;

  FetcherFaults(
      String fetcher,
      SourceSettings settings,
      SourceMetrics metrics,
      FetchPlan plan,
      TopicWatch topics) {
    this.fetcher = fetcher;
    this.metrics = metrics;
    this.plan = plan;
    this.topics = topics;
    this.backoffNanos = settings.retryBackoff().toNanos();
    this.unavailableNanos = settings.unavailableAfter().toNanos();
  }

  /** Handles an error that says whom it concerns; false if it does not. */
  boolean isOfPartition(RuntimeException thrown, long nowNanos) {
    if (thrown instanceof OffsetOutOfRangeException range) {
      range
          .offsetOutOfRangePartitions()
          .forEach((partition, offset) -> onOutOfRange(partition, offset, nowNanos));
      return !range.offsetOutOfRangePartitions().isEmpty();
    }
    if (thrown instanceof TopicAuthorizationException denied) {
      denied
          .unauthorizedTopics()
          .forEach(
              topic ->
                  failAll(
                      reads -> reads.key().topic().equals(topic),
                      TopicSource.Failure.NOT_AUTHORIZED,
                      "Kafka does not allow this node to read " + topic));
      return !denied.unauthorizedTopics().isEmpty();
    }
    if (thrown instanceof InvalidTopicException invalid) {
      invalid
          .invalidTopics()
          .forEach(
              topic ->
                  failAll(
                      reads -> reads.key().topic().equals(topic),
                      TopicSource.Failure.TOPIC_GONE,
                      topic + " cannot be the name of a topic"));
      return !invalid.invalidTopics().isEmpty();
    }
    return false;
  }

  /**
   * An offset that is not there may be one of a topic made anew, whose readers are to hear that
   * instead. So the first time the topic is checked, and the second time the offset is to blame.
   */
  private void onOutOfRange(TopicPartition partition, long offset, long nowNanos) {
    PartitionKey key = new PartitionKey(partition.topic(), partition.partition());
    boolean again = outOfRange.getOrDefault(key, -1L) == offset;
    for (PartitionReads reads : plan.partitions()) {
      if (!reads.key().equals(key)) {
        continue;
      }
      if (!again) {
        outOfRange.put(key, offset);
        topics.doubt(key.topic());
      } else {
        for (Reader reader : reads.readers()) {
          if (reader.position == offset && topics.trusts(reader)) {
            outOfRange.remove(key);
            fail(
                reader,
                TopicSource.Failure.OFFSET_OUT_OF_RANGE,
                "offset " + offset + " of " + key + " is not there");
          }
        }
      }
      reads.blockUntil(nowNanos + backoffNanos / 2);
    }
    outOfRange
        .keySet()
        .removeIf(gone -> plan.partitions().stream().noneMatch(r -> r.key().equals(gone)));
  }

  /** The consumer broke, nobody knows why: it is made anew, and the culprit is looked for. */
  void onBroken(RuntimeException thrown, Collection<PartitionKey> reading, long nowNanos) {
    metrics.consumersRemade.increment();
    failures++;
    long pause = backoffNanos * Math.min(MAX_BACKOFF_FACTOR, 1L << Math.min(failures - 1, 10));
    pausing = true;
    // Halving goes on quickly; a broken cluster must not be asked all the time.
    Optional<PartitionKey> culprit = reading.isEmpty() ? Optional.empty() : search.broke(reading);
    retryAtNanos = nowNanos + (search.isSearching() ? backoffNanos : pause);
    triedSinceNanos = retryAtNanos;
    LOG.warn(
        "A consumer broke and is made anew. fetcher={} partitions={} culprit={}",
        fetcher,
        reading.size(),
        culprit.map(PartitionKey::toString).orElse("not known"),
        thrown);
    culprit.ifPresent(key -> block(key, nowNanos, pause));
  }

  private void block(PartitionKey key, long nowNanos, long pauseNanos) {
    long since = poisonedSinceNanos.computeIfAbsent(key, first -> nowNanos);
    for (PartitionReads reads : plan.partitions()) {
      if (reads.key().equals(key)) {
        if (nowNanos - since >= unavailableNanos) {
          poisonedSinceNanos.remove(key);
          unavailable(reads);
        } else {
          reads.blockUntil(nowNanos + Math.max(pauseNanos, 10 * backoffNanos));
        }
      }
    }
  }

  /** A poll went well. */
  void survived(long nowNanos) {
    pausing = false;
    if (nowNanos - triedSinceNanos >= TRIED_NANOS) {
      failures = 0;
      if (search.isSearching()) {
        search.survived();
        triedSinceNanos = nowNanos;
      }
    }
  }

  boolean allows(PartitionKey partition) {
    return search.allows(partition);
  }

  boolean mayRead(long nowNanos) {
    return !pausing || nowNanos - retryAtNanos >= 0;
  }

  /** How long to rest when nothing can be read. */
  long pauseNanos(long nowNanos, long idleNanos) {
    if (pausing && retryAtNanos - nowNanos > 0) {
      return Math.min(idleNanos, retryAtNanos - nowNanos);
    }
    return plan.isEmpty() ? idleNanos : Math.min(idleNanos, backoffNanos / 2);
  }

  /** Tells the readers who wait for records of a partition that does not answer. */
  void unavailable(PartitionReads reads) {
    for (Reader reader : reads.readers()) {
      if (reader.isActive()) {
        fail(reader, TopicSource.Failure.UNAVAILABLE, reads.key() + " does not answer");
      }
    }
  }

  /**
   * Tells the readers who have waited for too long while nothing at all answered, or while their
   * topic could not be checked.
   */
  void failWhoWaitedTooLong(long answeredNanos, long nowNanos) {
    boolean silence = nowNanos - answeredNanos >= unavailableNanos;
    for (PartitionReads reads : plan.partitions()) {
      for (Reader reader : reads.readers()) {
        boolean waited = nowNanos - reader.activeSinceNanos >= unavailableNanos;
        if (reader.isActive()
            && waited
            && (silence || topics.untrustedNanos(reader, nowNanos) >= unavailableNanos)) {
          fail(reader, TopicSource.Failure.UNAVAILABLE, "Kafka does not answer");
        }
      }
    }
    poisonedSinceNanos.values().removeIf(since -> nowNanos - since > 2 * unavailableNanos);
  }

  private void failAll(
      Predicate<PartitionReads> which, TopicSource.Failure failure, String detail) {
    for (PartitionReads reads : plan.partitions()) {
      if (which.test(reads)) {
        reads.readers().forEach(reader -> fail(reader, failure, detail));
      }
    }
  }

  private void fail(Reader reader, TopicSource.Failure failure, String detail) {
    metrics.failures.increment();
    reader.fail(failure, detail);
    plan.discard(reader);
  }
}
