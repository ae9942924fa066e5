package io.switchboard.kafka.source;

import io.switchboard.core.port.TopicSource.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
  private static final int POISON_BACKOFF_FACTOR = 10;
  private static final int MAX_POISON_BACKOFF_FACTOR = 600;

  /** A partition that broke the consumer: when it may be tried again, and how often it did. */
  private record Poison(long untilNanos, int strikes) {}

  private final String fetcher;
  private final SourceMetrics metrics;
  private final FetchPlan plan;
  private final TopicWatch topics;
  private final PoisonSearch search = new PoisonSearch();
  private final Map<PartitionKey, Poison> poisoned = new HashMap<>();
  private final Map<PartitionKey, Long> outOfRange = new HashMap<>();
  private final long backoffNanos;
  private final long unavailableNanos;

  private boolean pausing;
  private long retryAtNanos;
  private long triedSinceNanos;
  private int failures;

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
  boolean isOfPartition(Throwable thrown, long nowNanos) {
    if (thrown instanceof OffsetOutOfRangeException range) {
      range
          .offsetOutOfRangePartitions()
          .forEach((partition, offset) -> onOutOfRange(partition, offset, nowNanos));
      return !range.offsetOutOfRangePartitions().isEmpty();
    }
    if (thrown instanceof TopicAuthorizationException denied) {
      failAll(denied.unauthorizedTopics(), Failure.NOT_AUTHORIZED, "Kafka does not let us read it");
      return !denied.unauthorizedTopics().isEmpty();
    }
    if (thrown instanceof InvalidTopicException invalid) {
      failAll(invalid.invalidTopics(), Failure.TOPIC_GONE, "this cannot be the name of a topic");
      return !invalid.invalidTopics().isEmpty();
    }
    return false;
  }

  private void failAll(Set<String> names, Failure failure, String detail) {
    for (PartitionReads reads : plan.partitions()) {
      if (names.contains(reads.key().topic())) {
        reads.readers().forEach(reader -> plan.fail(reader, failure, detail));
      }
    }
  }

  /**
   * An offset that is not there may be one of a topic made anew, whose readers are to hear that
   * instead. So the first time the topic is checked, and the second time the offset is to blame.
   */
  private void onOutOfRange(TopicPartition partition, long offset, long nowNanos) {
    PartitionKey key = new PartitionKey(partition.topic(), partition.partition());
    boolean again = outOfRange.getOrDefault(key, -1L) == offset;
    outOfRange.keySet().removeIf(other -> plan.find(other).isEmpty());
    plan.find(key)
        .ifPresent(
            reads -> {
              reads.blockUntil(nowNanos + backoffNanos / 2);
              if (!again) {
                outOfRange.put(key, offset);
                topics.doubt(key.topic());
                return;
              }
              for (Reader reader : reads.readers()) {
                if (reader.position == offset && reader.isActive() && topics.isConfirmed(reader)) {
                  outOfRange.remove(key);
                  plan.fail(
                      reader,
                      Failure.OFFSET_OUT_OF_RANGE,
                      "offset " + offset + " of " + key + " is not there");
                }
              }
            });
  }

  /** The consumer broke, nobody knows why: it is made anew, and the culprit is looked for. */
  void onBroken(Throwable thrown, Collection<PartitionKey> reading, long nowNanos) {
    metrics.consumersRemade.increment();
    failures++;
    var culprit = search.broke(reading);
    // Halving is to be quick; a cluster that refuses everything must not be asked all the time.
    int factor =
        search.isSearching() || culprit.isPresent()
            ? 1
            : Math.min(MAX_BACKOFF_FACTOR, 1 << Math.min(failures - 1, 10));
    pausing = true;
    retryAtNanos = nowNanos + factor * backoffNanos;
    triedSinceNanos = retryAtNanos;
    culprit.ifPresent(key -> block(key, nowNanos));
    LOG.warn(
        "A consumer broke and is made anew. fetcher={} partitions={} culprit={}",
        fetcher,
        reading.size(),
        culprit.map(PartitionKey::toString).orElse("not known"),
        thrown);
  }

  private void block(PartitionKey key, long nowNanos) {
    poisoned.keySet().removeIf(other -> plan.find(other).isEmpty());
    Poison before = poisoned.get(key);
    int strikes = before == null ? 1 : before.strikes() + 1;
    int factor =
        Math.min(MAX_POISON_BACKOFF_FACTOR, POISON_BACKOFF_FACTOR << Math.min(strikes - 1, 6));
    poisoned.put(key, new Poison(nowNanos + factor * backoffNanos, strikes));
  }

  /** What may be read is not wanted: a search must not wait for it. */
  void nothingToRead(long nowNanos) {
    if (search.isSearching() && mayRead(nowNanos)) {
      survived(nowNanos);
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

  /** Records of a partition arrived. */
  void answered(PartitionKey partition) {
    if (!poisoned.isEmpty()) {
      poisoned.remove(partition);
    }
  }

  boolean allows(PartitionKey partition, long nowNanos) {
    Poison poison = poisoned.get(partition);
    return search.allows(partition) && (poison == null || nowNanos - poison.untilNanos() >= 0);
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
        plan.fail(reader, Failure.UNAVAILABLE, reads.key() + " does not answer");
      }
    }
  }

  /**
   * Tells the readers who have waited for too long while nothing at all answered, while their topic
   * could not be checked, or while their partition broke every consumer.
   */
  void failWhoWaitedTooLong(long answeredNanos, long nowNanos) {
    boolean silence = nowNanos - answeredNanos >= unavailableNanos;
    for (PartitionReads reads : plan.partitions()) {
      boolean unreadable = silence || poisoned.containsKey(reads.key());
      for (Reader reader : reads.readers()) {
        if (reader.isActive()
            && nowNanos - reader.activeSinceNanos >= unavailableNanos
            && (unreadable || topics.untrustedNanos(reader, nowNanos) >= unavailableNanos)) {
          plan.fail(reader, Failure.UNAVAILABLE, "Kafka does not answer");
        }
      }
    }
  }
}
