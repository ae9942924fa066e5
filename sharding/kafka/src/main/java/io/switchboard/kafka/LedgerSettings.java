package io.switchboard.kafka;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The ledger topic, and how dead lanes are settled.
 *
 * @param topic name of the ledger topic; internal, never offered to sessions
 * @param partitions how many it gets when it is created here
 * @param retention how long records stay when it is created here; far above the time between two
 *     checkpoints of a session
 * @param fenceTimeout for how long fencing one lane is repeated before the settlement fails
 * @param scanTimeout for how long one scan may take, waiting for open transactions included; above
 *     the lanes' transaction time-out plus the broker's clean-up interval (20 s)
 * @param workers threads that fence and scan
 * @param maxSettled settled lanes that are remembered
 * @param maxEntries ledger entries that are remembered over all settled lanes
 */
public record LedgerSettings(
    String topic,
    int partitions,
    Duration retention,
    Duration fenceTimeout,
    Duration scanTimeout,
    int workers,
    int maxSettled,
    int maxEntries) {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  public LedgerSettings {
    new Problems()
        .check(
            TOPIC.matcher(topic).matches() && !topic.equals(".") && !topic.equals(".."),
            "ledger.topic: expected the name of a Kafka topic, got '" + topic + "'")
        .range("ledger.partitions", partitions, 1, 1_000)
        .range("ledger.retention", retention, Duration.ofHours(1), Duration.ofDays(3650))
        .range("ledger.fence-timeout", fenceTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10))
        .range("ledger.scan-timeout", scanTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10))
        .range("ledger.workers", workers, 1, 64)
        .range("ledger.max-settled", maxSettled, 1, 100_000)
        .range("ledger.max-entries", maxEntries, 1, 100_000_000)
        .throwIfAny();
  }

  /** What suits most clusters: {@code <clusterId>-switchboard-ledger}, 16 partitions, 7 days. */
  public static LedgerSettings defaults(String clusterId) {
    return new LedgerSettings(
        clusterId + "-switchboard-ledger",
        16,
        Duration.ofDays(7),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        4,
        256,
        1_000_000);
  }

  /** The same with another number of partitions. */
  public LedgerSettings withPartitions(int count) {
    return new LedgerSettings(
        topic, count, retention, fenceTimeout, scanTimeout, workers, maxSettled, maxEntries);
  }

  /** The same with other time-outs. */
  public LedgerSettings withTimeouts(Duration fence, Duration scan) {
    return new LedgerSettings(
        topic, partitions, retention, fence, scan, workers, maxSettled, maxEntries);
  }
}
