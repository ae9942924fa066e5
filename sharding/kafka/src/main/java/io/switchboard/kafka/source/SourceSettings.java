package io.switchboard.kafka.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes and times of a {@link SharedTopicSource}; all are limits, so that a node's memory for
 * reading can be told from them.
 *
 * @param catchUpFetchers threads, each with one consumer, that read what lies behind the end; 1 to
 *     64
 * @param tailFetchers threads, each with one consumer, that wait at the ends of partitions; 1 to 64
 * @param maxSubscriptions subscriptions open at once; more are answered UNAVAILABLE
 * @param maxCreditBytes credit that one subscription can hold; what it asks for beyond is cut off
 * @param maxPartitionFetchBytes what one fetch brings of one partition, at least one record batch.
 *     A session takes about 100 KiB at a time: much more would be fetched again and again when many
 *     read slowly
 * @param maxFetchBytes what one fetch brings from one broker
 * @param maxPollRecords records handled at a time
 * @param maxRunningPartitions partitions that one catch-up fetcher reads at a time; the others wait
 *     for their turn. Together with maxPartitionFetchBytes it bounds the memory of a fetcher
 * @param maxPausedPartitions partitions that a fetcher keeps, paused, with what it has fetched of
 *     them
 * @param cacheBytes records that a fetcher keeps for readers that had no credit left for them
 * @param maxTailGap records that a newcomer at a partition's end may be behind the others there
 * @param tailWait how long a broker holds a fetch at the end; a newcomer at the end waits as long
 * @param turnBytes what a group is handed over in its turn, while others wait
 * @param turn longest turn of a group, while others wait
 * @param unavailableAfter time without any answer until a reader is told UNAVAILABLE
 * @param topicCheckEvery how often topics' ids are verified when nothing hints at a change
 * @param retryBackoff first pause after a failure; doubles up to 20 times of it
 */
public record SourceSettings(
    int catchUpFetchers,
    int tailFetchers,
    int maxSubscriptions,
    int maxCreditBytes,
    int maxPartitionFetchBytes,
    int maxFetchBytes,
    int maxPollRecords,
    int maxRunningPartitions,
    int maxPausedPartitions,
    int cacheBytes,
    int maxTailGap,
    Duration tailWait,
    int turnBytes,
    Duration turn,
    Duration unavailableAfter,
    Duration topicCheckEvery,
    Duration retryBackoff) {

  private static final int MIB = 1024 * 1024;

  public SourceSettings {
    List<String> problems = new ArrayList<>();
    within(problems, "source.catch-up-fetchers", catchUpFetchers, 1, 64);
    within(problems, "source.tail-fetchers", tailFetchers, 1, 64);
    within(problems, "source.max-subscriptions", maxSubscriptions, 1, 1_000_000);
    within(problems, "source.max-credit-bytes", maxCreditBytes, 1024, 1024 * MIB);
    within(problems, "source.max-partition-fetch-bytes", maxPartitionFetchBytes, 1024, 64 * MIB);
    within(problems, "source.max-fetch-bytes", maxFetchBytes, maxPartitionFetchBytes, 256 * MIB);
    within(problems, "source.max-poll-records", maxPollRecords, 1, 100_000);
    within(problems, "source.max-running-partitions", maxRunningPartitions, 1, 10_000);
    within(problems, "source.max-paused-partitions", maxPausedPartitions, 0, 10_000);
    within(problems, "source.cache-bytes", cacheBytes, 0, 1024 * MIB);
    within(problems, "source.max-tail-gap", maxTailGap, 0, 1_000_000);
    within(problems, "source.tail-wait in ms", tailWait.toMillis(), 1, 5_000);
    within(problems, "source.turn-bytes", turnBytes, 1024, 64 * MIB);
    within(problems, "source.turn in ms", turn.toMillis(), 1, 10_000);
    within(problems, "source.unavailable-after in ms", unavailableAfter.toMillis(), 100, 3_600_000);
    within(problems, "source.topic-check-every in ms", topicCheckEvery.toMillis(), 100, 3_600_000);
    within(problems, "source.retry-backoff in ms", retryBackoff.toMillis(), 1, 60_000);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** Two threads, at most about 100 MiB. */
  public static SourceSettings defaults() {
    return new SourceSettings(
        1,
        1,
        20_000,
        64 * MIB,
        MIB / 4,
        8 * MIB,
        2_000,
        64,
        64,
        16 * MIB,
        1_000,
        Duration.ofMillis(100),
        MIB,
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofMillis(100));
  }

  private static void within(
      List<String> problems, String name, long value, long lowest, long highest) {
    if (value < lowest || value > highest) {
      problems.add(name + ": expected " + lowest + " to " + highest + ", got " + value);
    }
  }
}
