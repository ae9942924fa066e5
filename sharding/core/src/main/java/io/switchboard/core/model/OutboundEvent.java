package io.switchboard.core.model;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An event on its way to Kafka, in clear. As in Kafka, an absent key or value is null: these
 * records and {@link ReceivedEvent} are the only places of the core where null is data. Arrays are
 * not copied; nobody changes them.
 *
 * @param key the key, or null
 * @param value the payload, or null for a tombstone
 * @param headers in order
 * @param partition explicit partition
 * @param timestampMs milliseconds since the epoch
 */
public record OutboundEvent(
    byte[] key,
    byte[] value,
    List<EventHeader> headers,
    OptionalInt partition,
    OptionalLong timestampMs) {

  /** What the objects of one event take in memory besides its bytes, about. */
  static final int OBJECT_BYTES = 128;

  /** Bytes of key, value and headers: what limits count. */
  public int sizeBytes() {
    int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    for (EventHeader header : headers) {
      size += header.name().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
