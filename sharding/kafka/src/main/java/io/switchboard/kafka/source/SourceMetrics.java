package io.switchboard.kafka.source;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of a {@link SharedTopicSource}. Thread-safe; only ever grow, save for the gauges. */
public final class SourceMetrics {
  final LongAdder fetches = new LongAdder();
  final LongAdder recordsFetched = new LongAdder();
  final LongAdder recordsOpened = new LongAdder();
  final LongAdder eventsDelivered = new LongAdder();
  final LongAdder bytesDelivered = new LongAdder();
  final LongAdder chunks = new LongAdder();
  final LongAdder seeks = new LongAdder();
  final LongAdder movesToTail = new LongAdder();
  final LongAdder movesToCatchUp = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder consumersRemade = new LongAdder();
  final LongAdder topicChecks = new LongAdder();
  final LongAdder problems = new LongAdder();
  final AtomicInteger subscriptions = new AtomicInteger();
  final AtomicInteger groups = new AtomicInteger();
  final AtomicInteger parked = new AtomicInteger();

  /** Runs of records that polls brought, one per partition and poll. */
  public long fetches() {
    return fetches.sum();
  }

  /** Records that polls brought. */
  public long recordsFetched() {
    return recordsFetched.sum();
  }

  /**
   * Records that were converted and, where encrypted, opened: once each, however many take them.
   */
  public long recordsOpened() {
    return recordsOpened.sum();
  }

  /** Events handed over, counted for each subscription. */
  public long eventsDelivered() {
    return eventsDelivered.sum();
  }

  /** Bytes handed over, counted for each subscription. */
  public long bytesDelivered() {
    return bytesDelivered.sum();
  }

  /** Chunks handed over. */
  public long chunks() {
    return chunks.sum();
  }

  /** Turns that began at another place than where the consumer stood. */
  public long seeks() {
    return seeks.sum();
  }

  /** Subscriptions that reached the end of their partition. */
  public long movesToTail() {
    return movesToTail.sum();
  }

  /** Subscriptions that fell behind the end. */
  public long movesToCatchUp() {
    return movesToCatchUp.sum();
  }

  /** Subscriptions that ended with a failure. */
  public long failures() {
    return failures.sum();
  }

  /** Consumers that were replaced after an unexpected error. */
  public long consumersRemade() {
    return consumersRemade.sum();
  }

  /** Verifications of topic ids. */
  public long topicChecks() {
    return topicChecks.sum();
  }

  /** Events whose value could not be opened. */
  public long problems() {
    return problems.sum();
  }

  /** Gauge: open subscriptions. */
  public int subscriptions() {
    return subscriptions.get();
  }

  /** Gauge: groups of subscriptions with credit at one position. */
  public int groups() {
    return groups.get();
  }

  /** Gauge: subscriptions without credit, which cost no fetch. */
  public int parked() {
    return parked.get();
  }
}
