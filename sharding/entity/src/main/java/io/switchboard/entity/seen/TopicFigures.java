package io.switchboard.entity.seen;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.ReceivedEvent;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the sessions of one topic published and read on this node. Thread-safe. */
public final class TopicFigures {
  private final LongAdder publishedEvents = new LongAdder();
  private final LongAdder publishedBytes = new LongAdder();
  private final LongAdder deliveredEvents = new LongAdder();
  private final LongAdder deliveredBytes = new LongAdder();
  private final LongAdder lagEvents = new LongAdder();

  TopicFigures() {}

  /** A batch of which the lane said that it is in Kafka. */
  public void published(EventBatch batch) {
    publishedEvents.add(batch.events().size());
    publishedBytes.add(batch.sizeBytes());
  }

  /** A batch that went to a reader, be it the first time or again. */
  public void delivered(List<ReceivedEvent> events) {
    long bytes = 0;
    for (ReceivedEvent event : events) {
      bytes += event.sizeBytes();
    }
    deliveredEvents.add(events.size());
    deliveredBytes.add(bytes);
  }

  /** A reader's lag has changed. */
  public void lagChanged(long byEvents) {
    if (byEvents != 0) {
      lagEvents.add(byEvents);
    }
  }

  public long publishedEvents() {
    return publishedEvents.sum();
  }

  /** Of keys, values and headers, in clear. */
  public long publishedBytes() {
    return publishedBytes.sum();
  }

  public long deliveredEvents() {
    return deliveredEvents.sum();
  }

  /** Of keys, values and headers, in clear. */
  public long deliveredBytes() {
    return deliveredBytes.sum();
  }

  /** Gauge: offsets between what was delivered and the ends as last seen, of all readers. */
  public long lagEvents() {
    return lagEvents.sum();
  }
}
