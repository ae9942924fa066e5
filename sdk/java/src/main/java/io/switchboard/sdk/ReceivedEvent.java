package io.switchboard.sdk;

import java.util.List;
import java.util.Optional;

/**
 * An event as read. Immutable; arrays are handed out as they are. An event without a value is a
 * tombstone, or has a {@link #problem()}.
 */
public final class ReceivedEvent {
  private final int partition;
  private final long offset;
  private final long timestampMs;
  private final byte[] key;
  private final byte[] value;
  private final List<EventHeader> headers;
  private final EventProblem problem;

  private ReceivedEvent(Builder builder) {
    this.partition = builder.partition;
    this.offset = builder.offset;
    this.timestampMs = builder.timestampMs;
    this.key = builder.key;
    this.value = builder.value;
    this.headers = List.copyOf(builder.headers);
    this.problem = builder.problem;
  }

  /** Starts an event; the SDK does so, and tests of applications may. */
  public static Builder builder() {
    return new Builder();
  }

  /** The partition that it was read from. */
  public int partition() {
    return partition;
  }

  /** Its offset in the partition. */
  public long offset() {
    return offset;
  }

  /** Milliseconds since the epoch. */
  public long timestampMs() {
    return timestampMs;
  }

  /** The key. */
  public Optional<byte[]> key() {
    return Optional.ofNullable(key);
  }

  /** The value; empty for a tombstone or when there is a problem. */
  public Optional<byte[]> value() {
    return Optional.ofNullable(value);
  }

  /** The headers, in order. */
  public List<EventHeader> headers() {
    return headers;
  }

  /** Set: the value could not be opened by the back end; the event is reported in its place. */
  public Optional<EventProblem> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether this is a deletion marker of a compacted topic. */
  public boolean isTombstone() {
    return value == null && problem == null;
  }

  /** Collects the parts of an event. Not for several threads. */
  public static final class Builder {
    private int partition;
    private long offset;
    private long timestampMs;
    private byte[] key;
    private byte[] value;
    private List<EventHeader> headers = List.of();
    private EventProblem problem;

    private Builder() {}

    /** Sets the partition; 0 otherwise. */
    public Builder partition(int number) {
      this.partition = number;
      return this;
    }

    /** Sets the offset; 0 otherwise. */
    public Builder offset(long number) {
      this.offset = number;
      return this;
    }

    /** Sets the timestamp, in milliseconds since the epoch; 0 otherwise. */
    public Builder timestampMs(long milliseconds) {
      this.timestampMs = milliseconds;
      return this;
    }

    /** Sets the key; not copied. */
    public Builder key(byte[] bytes) {
      this.key = bytes;
      return this;
    }

    /** Sets the value; not copied. */
    public Builder value(byte[] bytes) {
      this.value = bytes;
      return this;
    }

    /** Sets the headers. */
    public Builder headers(List<EventHeader> list) {
      this.headers = list;
      return this;
    }

    /** Sets the problem. */
    public Builder problem(EventProblem reason) {
      this.problem = reason;
      return this;
    }

    /** The event. */
    public ReceivedEvent build() {
      return new ReceivedEvent(this);
    }
  }
}
