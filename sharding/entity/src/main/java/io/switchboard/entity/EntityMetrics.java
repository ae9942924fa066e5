package io.switchboard.entity;

import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.expiry.ReaperMetrics;
import io.switchboard.entity.seen.SessionCensus;
import io.switchboard.entity.seen.SessionObserver;
import io.switchboard.entity.seen.TopicBook;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this node count together. Thread-safe. */
public final class EntityMetrics {
  private static final int DEFAULT_TOPICS = 100;

  public final LongAdder callsOverdue = new LongAdder();
  public final LongAdder callsTurnedAway = new LongAdder();
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
  public final LongAdder allocated = new LongAdder();
  public final LongAdder takeOvers = new LongAdder();
  public final ReaperMetrics reaper = new ReaperMetrics();
  public final AtomicLong active = new AtomicLong();
  public final SessionCensus census = new SessionCensus();

  private final TopicBook topics;
  private final SessionObserver observer;
  private final Map<SessionEvent.Reason, LongAdder> ended =
      new EnumMap<>(SessionEvent.Reason.class);

  /** Counts, with nobody listening. */
  public EntityMetrics() {
    this(DEFAULT_TOPICS, SessionObserver.NONE);
  }

  /**
   * @param maxTopics topics with figures of their own
   * @param observer hears what counters cannot tell
   */
  public EntityMetrics(int maxTopics, SessionObserver observer) {
    this.topics = new TopicBook(maxTopics);
    this.observer = observer;
    for (SessionEvent.Reason reason : SessionEvent.Reason.values()) {
      ended.put(reason, new LongAdder());
    }
  }

  /** Figures by topic. */
  public TopicBook topics() {
    return topics;
  }

  /** Sessions whose end was journaled here, for this reason. */
  public long ended(SessionEvent.Reason reason) {
    return ended.get(reason).sum();
  }

  SessionObserver observer() {
    return observer;
  }

  /** Counts what was journaled. */
  void journaled(List<SessionEvent> events) {
    for (SessionEvent event : events) {
      if (event instanceof SessionEvent.Adopted) {
        adoptions.increment();
      } else if (event instanceof SessionEvent.HolderRaised) {
        takeOvers.increment();
      } else if (event instanceof SessionEvent.Allocated) {
        allocated.increment();
      } else if (event instanceof SessionEvent.Disposed disposed) {
        ended.get(disposed.reason()).increment();
      }
    }
  }

  /** Counters and gauges by name, for people. */
  public Map<String, Long> counters() {
    Map<String, Long> now = new TreeMap<>();
    now.put("active", active.get());
    now.put("callsOverdue", callsOverdue.sum());
    now.put("callsTurnedAway", callsTurnedAway.sum());
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
    now.put("allocated", allocated.sum());
    now.put("takeOvers", takeOvers.sum());
    now.put("reaperWalks", reaper.walks.sum());
    now.put("reaperWoken", reaper.woken.sum());
    now.put("reaperFailures", reaper.failures.sum());
    return now;
  }
}
