package io.switchboard.sdk;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An event to publish: a value or a tombstone, and optionally key, headers, partition and
 * timestamp. Immutable, except that the arrays are not copied: leave them alone until the batch was
 * handed to the publisher, which encodes them before its call returns.
 */
public final class OutboundEvent {
  private static final long UNSET = Long.MIN_VALUE;

  private final byte[] key;
  private final byte[] value;
  private final List<EventHeader> headers;
  private final int partition;
  private final long timestampMs;

  private OutboundEvent(
      byte[] key, byte[] value, List<EventHeader> headers, int partition, long timestampMs) {
    this.key = key;
    this.value = value;
    this.headers = headers;
    this.partition = partition;
    this.timestampMs = timestampMs;
  }

  /** An event with a value only. */
  public static OutboundEvent of(byte[] value) {
    return new OutboundEvent(null, Objects.requireNonNull(value, "value"), List.of(), -1, UNSET);
  }

  /** An event with a value only: the UTF-8 of a text. */
  public static OutboundEvent of(String value) {
    return of(value.getBytes(StandardCharsets.UTF_8));
  }

  /** An event with key and value. */
  public static OutboundEvent of(byte[] key, byte[] value) {
    return new OutboundEvent(
        Objects.requireNonNull(key, "key"),
        Objects.requireNonNull(value, "value"),
        List.of(),
        -1,
        UNSET);
  }

  /** An event with key and value: the UTF-8 of two texts. */
  public static OutboundEvent of(String key, String value) {
    return of(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** A deletion marker for a compacted topic. */
  public static OutboundEvent tombstone(byte[] key) {
    return new OutboundEvent(Objects.requireNonNull(key, "key"), null, List.of(), -1, UNSET);
  }

  /** This event, with one more header. */
  public OutboundEvent withHeader(EventHeader header) {
    List<EventHeader> more = new ArrayList<>(headers);
    more.add(header);
    return new OutboundEvent(key, value, List.copyOf(more), partition, timestampMs);
  }

  /** This event, in a partition of the caller's choice; otherwise the key decides. */
  public OutboundEvent withPartition(int chosenPartition) {
    if (chosenPartition < 0) {
      throw new IllegalArgumentException(
          "A partition is 0 or more, but " + chosenPartition + " came.");
    }
    return new OutboundEvent(key, value, headers, chosenPartition, timestampMs);
  }

  /** This event, with a timestamp (kept in milliseconds); otherwise the time of publishing. */
  public OutboundEvent withTimestamp(Instant timestamp) {
    return new OutboundEvent(key, value, headers, partition, timestamp.toEpochMilli());
  }

  /** The key, not copied. */
  public Optional<byte[]> key() {
    return Optional.ofNullable(key);
  }

  /** The value, not copied; empty for a tombstone. */
  public Optional<byte[]> value() {
    return Optional.ofNullable(value);
  }

  /** Whether this is a deletion marker. */
  public boolean isTombstone() {
    return value == null;
  }

  /** The headers, in order. */
  public List<EventHeader> headers() {
    return headers;
  }

  /** The explicit partition. */
  public OptionalInt partition() {
    return partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition);
  }

  /** The explicit timestamp, in milliseconds since the epoch. */
  public OptionalLong timestampMs() {
    return timestampMs == UNSET ? OptionalLong.empty() : OptionalLong.of(timestampMs);
  }
}
