package io.switchboard.entity;

import io.switchboard.entity.expiry.ReaperMetrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this node count together. Thread-safe. */
public final class EntityMetrics {
  public final LongAdder callsOverdue = new LongAdder();
  public final LongAdder staleResults = new LongAdder();
  public final LongAdder adoptions = new LongAdder();
  public final LongAdder acquisitions = new LongAdder();
  public final LongAdder acquisitionsFailed = new LongAdder();
  public final LongAdder recoveries = new LongAdder();
  public final LongAdder persistFailures = new LongAdder();
  public final LongAdder directoryFailures = new LongAdder();
  public final LongAdder expired = new LongAdder();
  public final ReaperMetrics reaper = new ReaperMetrics();
  public final AtomicLong active = new AtomicLong();
}
