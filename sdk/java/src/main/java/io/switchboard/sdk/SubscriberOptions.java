package io.switchboard.sdk;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** How a subscriber reads. Immutable; each method gives a changed copy of {@link #defaults()}. */
public final class SubscriberOptions {
  private static final SubscriberOptions DEFAULTS =
      new SubscriberOptions(StartPosition.earliest(), Set.of(), 0, 0, null, true, true);

  private final StartPosition start;
  private final Set<Integer> partitions;
  private final int maxEvents;
  private final int maxBytes;
  private final Duration idleTimeout;
  private final boolean reallocate;
  private final boolean disposeOnClose;

  private SubscriberOptions(
      StartPosition start,
      Set<Integer> partitions,
      int maxEvents,
      int maxBytes,
      Duration idleTimeout,
      boolean reallocate,
      boolean disposeOnClose) {
    this.start = start;
    this.partitions = partitions;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.idleTimeout = idleTimeout;
    this.reallocate = reallocate;
    this.disposeOnClose = disposeOnClose;
  }

  /**
   * From the earliest event, all partitions, the largest batches that the session allows, a new
   * session where the old one is gone, disposed at close.
   */
  public static SubscriberOptions defaults() {
    return DEFAULTS;
  }

  /** Where to start. */
  public SubscriberOptions startAt(StartPosition position) {
    return new SubscriberOptions(
        Objects.requireNonNull(position, "position"),
        partitions,
        maxEvents,
        maxBytes,
        idleTimeout,
        reallocate,
        disposeOnClose);
  }

  /** Reads these partitions only; at most 1,024; none given: all. */
  public SubscriberOptions partitions(Set<Integer> chosen) {
    return new SubscriberOptions(
        start,
        Set.copyOf(new TreeSet<>(chosen)),
        maxEvents,
        maxBytes,
        idleTimeout,
        reallocate,
        disposeOnClose);
  }

  /** At most so many events a batch; more than the session's limit counts as the limit. */
  public SubscriberOptions maxEvents(int count) {
    return new SubscriberOptions(
        start,
        partitions,
        positive(count, "maxEvents"),
        maxBytes,
        idleTimeout,
        reallocate,
        disposeOnClose);
  }

  /** At most so many bytes a batch, but one event at least; capped by the session's limit. */
  public SubscriberOptions maxBytes(int count) {
    return new SubscriberOptions(
        start,
        partitions,
        maxEvents,
        positive(count, "maxBytes"),
        idleTimeout,
        reallocate,
        disposeOnClose);
  }

  /** The session expires when it is not called for this long: 10 seconds to 7 days. */
  public SubscriberOptions idleTimeout(Duration time) {
    return new SubscriberOptions(
        start,
        partitions,
        maxEvents,
        maxBytes,
        Objects.requireNonNull(time, "time"),
        reallocate,
        disposeOnClose);
  }

  /** Whether a gone session is replaced by a new one at the same place. */
  public SubscriberOptions reallocateWhenGone(boolean wanted) {
    return new SubscriberOptions(
        start, partitions, maxEvents, maxBytes, idleTimeout, wanted, disposeOnClose);
  }

  /** Whether close ends the session; otherwise it can be attached to until it expires. */
  public SubscriberOptions disposeOnClose(boolean wanted) {
    return new SubscriberOptions(
        start, partitions, maxEvents, maxBytes, idleTimeout, reallocate, wanted);
  }

  /** Where to start. */
  public StartPosition start() {
    return start;
  }

  /** The partitions to read; empty: all. */
  public Set<Integer> partitions() {
    return partitions;
  }

  /** The most events a batch; empty: the session's limit. */
  public OptionalInt maxEvents() {
    return maxEvents == 0 ? OptionalInt.empty() : OptionalInt.of(maxEvents);
  }

  /** The most bytes a batch; empty: the session's limit. */
  public OptionalInt maxBytes() {
    return maxBytes == 0 ? OptionalInt.empty() : OptionalInt.of(maxBytes);
  }

  /** The idle time-out; empty: the back end's default. */
  public Optional<Duration> idleTimeout() {
    return Optional.ofNullable(idleTimeout);
  }

  /** Whether a gone session is replaced. */
  public boolean reallocateWhenGone() {
    return reallocate;
  }

  /** Whether close ends the session. */
  public boolean disposeOnClose() {
    return disposeOnClose;
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + value + ".");
    }
    return value;
  }
}
