package io.switchboard.entity;

import io.switchboard.entity.expiry.ReaperMetrics;
import java.util.Map;
import java.util.TreeMap;
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
  public final LongAdder backpressure = new LongAdder();
  public final LongAdder forgotten = new LongAdder();
  public final LongAdder expired = new LongAdder();
  public final ReaperMetrics reaper = new ReaperMetrics();
  public final AtomicLong active = new AtomicLong();

  /** Counters and gauges by name, for people. */
  public Map<String, Long> counters() {
    Map<String, Long> now = new TreeMap<>();
    now.put("active", active.get());
    now.put("callsOverdue", callsOverdue.sum());
    now.put("staleResults", staleResults.sum());
    now.put("adoptions", adoptions.sum());
    now.put("acquisitions", acquisitions.sum());
    now.put("acquisitionsFailed", acquisitionsFailed.sum());
    now.put("recoveries", recoveries.sum());
    now.put("persistFailures", persistFailures.sum());
    now.put("directoryFailures", directoryFailures.sum());
    now.put("backpressure", backpressure.sum());
    now.put("forgotten", forgotten.sum());
    now.put("expired", expired.sum());
    now.put("reaperWalks", reaper.walks.sum());
    now.put("reaperWoken", reaper.woken.sum());
    now.put("reaperFailures", reaper.failures.sum());
    return now;
  }
}
