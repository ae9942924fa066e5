package io.switchboard.entity.expiry;

import java.util.concurrent.atomic.LongAdder;

/** What the reaper counts, on the node that runs it. Thread-safe. */
public final class ReaperMetrics {
  /** Walks through the whole directory. */
  public final LongAdder walks = new LongAdder();

  /** Sessions told to look whether their time is over. */
  public final LongAdder woken = new LongAdder();

  /** Pages that the directory did not give. */
  public final LongAdder failures = new LongAdder();
}
