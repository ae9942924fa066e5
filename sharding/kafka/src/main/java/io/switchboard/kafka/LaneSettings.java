package io.switchboard.kafka;

import java.time.Duration;

/**
 * Limits of the producer lanes.
 *
 * @param count lanes of a node, 1 to 64
 * @param maxTransactionBytes a transaction takes waiting batches up to so many bytes (at least one
 *     batch)
 * @param maxTransactionBatches and up to so many batches
 * @param maxQueuedBytes bytes of batches that one lane holds, waiting and in flight; beyond it is
 *     overload
 * @param maxQueuedBatches batches that one lane holds
 * @param maxSessions sessions that one lane remembers; a lane that is full is relieved by a new one
 * @param lingerMs how long the producer may gather records of an unfinished transaction; a commit
 *     does not wait for it
 * @param startTimeout within which a new lane has to be initialised
 * @param commitTimeout for how long an unanswered commit is repeated before the lane dies
 * @param heartbeatEvery a lane without work commits a ledger record without session this often, so
 *     that Kafka never forgets its transactional id, and so that it learns when it was fenced
 * @param retireAfter at this age a lane is relieved by a new one; a little later (a 24th) it closes
 */
public record LaneSettings(
    int count,
    int maxTransactionBytes,
    int maxTransactionBatches,
    long maxQueuedBytes,
    int maxQueuedBatches,
    int maxSessions,
    int lingerMs,
    Duration startTimeout,
    Duration commitTimeout,
    Duration heartbeatEvery,
    Duration retireAfter) {

  /** What suits most nodes. */
  public static final LaneSettings DEFAULTS =
      new LaneSettings(
          2,
          4 << 20,
          1_000,
          64L << 20,
          10_000,
          100_000,
          5,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofDays(1));

  public LaneSettings {
    new Problems()
        .range("lanes.count", count, 1, 64)
        .range("lanes.max-transaction-bytes", maxTransactionBytes, 1 << 10, 64 << 20)
        .range("lanes.max-transaction-batches", maxTransactionBatches, 1, 100_000)
        .range("lanes.max-queued-bytes", maxQueuedBytes, 1 << 20, 4L << 30)
        .range("lanes.max-queued-batches", maxQueuedBatches, 1, 1_000_000)
        .range("lanes.max-sessions", maxSessions, 1, 10_000_000)
        .range("lanes.linger-ms", lingerMs, 0, 100)
        .range("lanes.start-timeout", startTimeout, Duration.ofSeconds(1), Duration.ofMinutes(2))
        .range("lanes.commit-timeout", commitTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10))
        .range("lanes.heartbeat-every", heartbeatEvery, Duration.ofSeconds(1), Duration.ofHours(1))
        .range("lanes.retire-after", retireAfter, Duration.ofSeconds(5), Duration.ofDays(7))
        .throwIfAny();
  }

  /** The same with another number of lanes. */
  public LaneSettings withCount(int lanes) {
    return new LaneSettings(
        lanes,
        maxTransactionBytes,
        maxTransactionBatches,
        maxQueuedBytes,
        maxQueuedBatches,
        maxSessions,
        lingerMs,
        startTimeout,
        commitTimeout,
        heartbeatEvery,
        retireAfter);
  }

  /** The same with another rhythm of life. */
  public LaneSettings withLife(Duration heartbeat, Duration retirement) {
    return new LaneSettings(
        count,
        maxTransactionBytes,
        maxTransactionBatches,
        maxQueuedBytes,
        maxQueuedBatches,
        maxSessions,
        lingerMs,
        startTimeout,
        commitTimeout,
        heartbeat,
        retirement);
  }
}
