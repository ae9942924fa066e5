package io.switchboard.core.model;

import java.util.List;

/**
 * A batch as a client wrote it, with the keyed digest that identifies it.
 *
 * @param events at least one
 * @param sizeBytes sum of the events' sizes
 * @param digest over every field of every event
 */
public record EventBatch(List<OutboundEvent> events, int sizeBytes, Digest digest) {
  public EventBatch {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one event");
    }
  }

  /** What it takes in memory, about: what budgets count. */
  public long heldBytes() {
    return sizeBytes + (long) events.size() * OutboundEvent.OBJECT_BYTES;
  }
}
