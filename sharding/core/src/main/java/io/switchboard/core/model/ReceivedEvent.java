package io.switchboard.core.model;

import java.util.List;
import java.util.Optional;

/**
 * An event as read from Kafka, opened. Null key or value as in {@link OutboundEvent}. Arrays are
 * not copied.
 *
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param timestampMs milliseconds since the epoch
 * @param key the key, or null
 * @param value the payload in clear; null for a tombstone or a problem
 * @param headers in order
 * @param problem why the value could not be opened
 */
public record ReceivedEvent(
    int partition,
    long offset,
    long timestampMs,
    byte[] key,
    byte[] value,
    List<EventHeader> headers,
    Optional<Problem> problem) {

  /** Why a value could not be opened. */
  public enum Problem {
    UNDECRYPTABLE,
    KEY_UNAVAILABLE
  }

  /** What it takes in memory, about: what budgets and credits count. */
  public int heldBytes() {
    return sizeBytes() + OutboundEvent.OBJECT_BYTES;
  }

  /** Bytes of key, value and headers: what limits count. */
  public int sizeBytes() {
    int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    for (EventHeader header : headers) {
      size += header.name().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
