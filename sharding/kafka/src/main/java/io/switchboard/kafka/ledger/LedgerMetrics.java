package io.switchboard.kafka.ledger;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the ledger since the node's start. Thread-safe. */
public final class LedgerMetrics {
  final LongAdder fenced = new LongAdder();
  final LongAdder fenceRepeats = new LongAdder();
  final LongAdder unknownIds = new LongAdder();
  final LongAdder scans = new LongAdder();
  final LongAdder records = new LongAdder();
  final LongAdder heartbeats = new LongAdder();
  final LongAdder foreignRecords = new LongAdder();
  final LongAdder lostPositions = new LongAdder();
  final LongAdder failures = new LongAdder();

  /** Makes them, all zero. */
  public LedgerMetrics() {}

  /** The counters now. */
  public Snapshot snapshot() {
    return new Snapshot(
        fenced.sum(),
        fenceRepeats.sum(),
        unknownIds.sum(),
        scans.sum(),
        records.sum(),
        heartbeats.sum(),
        foreignRecords.sum(),
        lostPositions.sum(),
        failures.sum());
  }

  /**
   * What was counted.
   *
   * @param fenced lanes fenced for certain
   * @param fenceRepeats attempts that were not answered or failed
   * @param unknownIds alarm: lanes to fence whose id Kafka did not know, so that fencing them says
   *     little (misspelt, or expired after days without use)
   * @param scans ledger scans that reached their end
   * @param records ledger records of sessions read by them
   * @param heartbeats records without session that they skipped
   * @param foreignRecords alarm: records in the ledger whose key is no session id
   * @param lostPositions alarm: positions that the ledger no longer has
   * @param failures settlements that failed
   */
  public record Snapshot(
      long fenced,
      long fenceRepeats,
      long unknownIds,
      long scans,
      long records,
      long heartbeats,
      long foreignRecords,
      long lostPositions,
      long failures) {}
}
