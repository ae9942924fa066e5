package io.switchboard.kafka.lane;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions that did not take records in time. They are left alone for a while, so that a
 * partition without leader does not hold up everybody's transactions again and again. Thread-safe.
 */
final class SickPartitions {
  private static final long FIRST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long MAX_NANOS = Duration.ofSeconds(60).toNanos();

  /** Beyond it the oldest knowledge is dropped; a bound for memory only. */
  private static final int MAX_ENTRIES = 10_000;

  private record Sick(long sinceNanos, long forNanos) {
    boolean isSick(long nowNanos) {
      return nowNanos - sinceNanos < forNanos;
    }

    boolean isForgotten(long nowNanos) {
      return nowNanos - sinceNanos > forNanos + MAX_NANOS;
    }
  }

  private final Map<TopicPartition, Sick> sick = new ConcurrentHashMap<>();

  boolean isSick(TopicPartition partition, long nowNanos) {
    if (sick.isEmpty()) {
      return false;
    }
    Sick known = sick.get(partition);
    return known != null && known.isSick(nowNanos);
  }

  /** It did not take records: leave it alone, twice as long as the last time. */
  void failed(TopicPartition partition, long nowNanos) {
    if (sick.size() >= MAX_ENTRIES) {
      sick.clear();
    }
    sick.compute(
        partition,
        (p, known) -> {
          if (known == null || known.isForgotten(nowNanos)) {
            return new Sick(nowNanos, FIRST_NANOS);
          }
          // Failures of batches that were already queued do not count twice.
          return known.isSick(nowNanos)
              ? known
              : new Sick(nowNanos, Math.min(MAX_NANOS, 2 * known.forNanos()));
        });
  }

  boolean isEmpty() {
    return sick.isEmpty();
  }

  /** It took records. */
  void worked(TopicPartition partition) {
    sick.remove(partition);
  }
}
