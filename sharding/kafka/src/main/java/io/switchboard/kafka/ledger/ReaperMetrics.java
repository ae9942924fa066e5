package io.switchboard.kafka.ledger;

import java.util.concurrent.atomic.LongAdder;

/** Counters of the reaper since the node's start. Thread-safe. */
public final class ReaperMetrics {
  final LongAdder departures = new LongAdder();
  final LongAdder reaped = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder sweeps = new LongAdder();
  final LongAdder skippedSweeps = new LongAdder();
  final LongAdder failures = new LongAdder();

  /** Makes them, all zero. */
  public ReaperMetrics() {}

  /** The counters now. */
  public Snapshot snapshot() {
    return new Snapshot(
        departures.sum(),
        reaped.sum(),
        refused.sum(),
        sweeps.sum(),
        skippedSweeps.sum(),
        failures.sum());
  }

  /**
   * What was counted.
   *
   * @param departures nodes that left
   * @param reaped lanes fenced because their node is gone
   * @param refused departures that were not believed: the node is a member, or this one is not
   * @param sweeps looks at the open transactions of the whole cluster
   * @param skippedSweeps sweeps that found the view of the cluster not whole, and did nothing
   * @param failures listings and fences that did not succeed in time
   */
  public record Snapshot(
      long departures, long reaped, long refused, long sweeps, long skippedSweeps, long failures) {}
}
