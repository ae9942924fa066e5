package io.switchboard.entity.spill;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of left batches on their way back, on this node. Thread-safe. */
public final class SpillMetrics {
  /** Walks through the whole spill store, on the node that runs the sweeper. */
  public final LongAdder walks = new LongAdder();

  /** Sessions told to look after what was left for them. */
  public final LongAdder woken = new LongAdder();

  /** Pages that the spill store did not give. */
  public final LongAdder sweepFailures = new LongAdder();

  /** Files of this node's folder that were brought into the spill store. */
  public final LongAdder returned = new LongAdder();

  /** Files whose sessions had another owner by then: their clients send the batches again. */
  public final LongAdder orphans = new LongAdder();

  /** Attempts to bring files back that failed. */
  public final LongAdder returnFailures = new LongAdder();

  /** Counters by name, for people. */
  public Map<String, Long> counters() {
    Map<String, Long> now = new TreeMap<>();
    now.put("spillWalks", walks.sum());
    now.put("spillWoken", woken.sum());
    now.put("spillSweepFailures", sweepFailures.sum());
    now.put("spillReturned", returned.sum());
    now.put("spillOrphans", orphans.sum());
    now.put("spillReturnFailures", returnFailures.sum());
    return now;
  }
}
