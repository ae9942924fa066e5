package io.switchboard.sdk;

import io.switchboard.protocol.AckMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How a publisher writes. Immutable; each method gives a changed copy of {@link #defaults()}. */
public final class PublisherOptions {
  private static final PublisherOptions DEFAULTS =
      new PublisherOptions(
          Duration.ZERO, 8, 8L << 20, null, true, new Buffering(AckMode.COMMITTED, 64, 8L << 20));
  private static final Duration PIPELINED_DELAY = Duration.ofMillis(20);

  private final Duration ackDelay;
  private final int maxWaitingBatches;
  private final long maxWaitingBytes;
  private final Duration idleTimeout;
  private final boolean disposeOnClose;
  private final Buffering buffering;

  private record Buffering(AckMode mode, int batches, long bytes) {}

  private PublisherOptions(
      Duration ackDelay,
      int maxWaitingBatches,
      long maxWaitingBytes,
      Duration idleTimeout,
      boolean disposeOnClose,
      Buffering buffering) {
    this.ackDelay = ackDelay;
    this.maxWaitingBatches = maxWaitingBatches;
    this.maxWaitingBytes = maxWaitingBytes;
    this.idleTimeout = idleTimeout;
    this.disposeOnClose = disposeOnClose;
    this.buffering = buffering;
  }

  /**
   * COMMITTED, not pipelined, up to 8 waiting batches and 8 MiB, disposed at close. With BUFFERED,
   * 64 batches and 8 MiB more are kept until they are committed.
   */
  public static PublisherOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Pipelined: a batch given to {@link Publisher#publishAsync} is acknowledged by the next one's
   * write, at one round trip a batch, or by itself after 20 ms without a next one.
   */
  public PublisherOptions pipelined(boolean wanted) {
    return ackDelay(wanted ? PIPELINED_DELAY : Duration.ZERO);
  }

  /**
   * How long an asynchronous batch waits for a next one to carry its ack, 0 to 10 seconds. With 0
   * only a batch that waits already carries it.
   */
  public PublisherOptions ackDelay(Duration delay) {
    if (delay.isNegative() || delay.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException(
          "ackDelay must lie between 0 and 10 seconds, but is " + delay + ".");
    }
    return new PublisherOptions(
        delay, maxWaitingBatches, maxWaitingBytes, idleTimeout, disposeOnClose, buffering);
  }

  /** Batches that may wait behind the one that is under way, 1 to 10,000. */
  public PublisherOptions maxWaitingBatches(int count) {
    if (count < 1 || count > 10_000) {
      throw new IllegalArgumentException(
          "maxWaitingBatches must lie between 1 and 10,000, but is " + count + ".");
    }
    return new PublisherOptions(
        ackDelay, count, maxWaitingBytes, idleTimeout, disposeOnClose, buffering);
  }

  /** Bytes of waiting batches; one batch is always taken, however large. */
  public PublisherOptions maxWaitingBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "maxWaitingBytes must be 1 or more, but is " + bytes + ".");
    }
    return new PublisherOptions(
        ackDelay, maxWaitingBatches, bytes, idleTimeout, disposeOnClose, buffering);
  }

  /** The session expires when it is not called for this long: 10 seconds to 7 days. */
  public PublisherOptions idleTimeout(Duration time) {
    return new PublisherOptions(
        ackDelay,
        maxWaitingBatches,
        maxWaitingBytes,
        Objects.requireNonNull(time, "time"),
        disposeOnClose,
        buffering);
  }

  /** Whether close ends the session; otherwise it can be attached to until it expires. */
  public PublisherOptions disposeOnClose(boolean wanted) {
    return new PublisherOptions(
        ackDelay, maxWaitingBatches, maxWaitingBytes, idleTimeout, wanted, buffering);
  }

  /**
   * When a batch's ack is answered. COMMITTED: when it is in Kafka. BUFFERED: when it is in the
   * back end's write buffer, which many batches then leave together; the publisher keeps every
   * batch until it is committed, and writes it again if the back end loses it.
   */
  public PublisherOptions ackMode(AckMode mode) {
    return with(
        new Buffering(Objects.requireNonNull(mode, "mode"), buffering.batches, buffering.bytes));
  }

  /**
   * With BUFFERED: batches that may be kept because they are not known to be committed, 1 to
   * 10,000. When so many are, others wait.
   */
  public PublisherOptions bufferedBatches(int count) {
    if (count < 1 || count > 10_000) {
      throw new IllegalArgumentException(
          "bufferedBatches must lie between 1 and 10,000, but is " + count + ".");
    }
    return with(new Buffering(buffering.mode, count, buffering.bytes));
  }

  /** With BUFFERED: bytes of kept batches; one batch is always taken, however large. */
  public PublisherOptions bufferedBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bufferedBytes must be 1 or more, but is " + bytes + ".");
    }
    return with(new Buffering(buffering.mode, buffering.batches, bytes));
  }

  private PublisherOptions with(Buffering changed) {
    return new PublisherOptions(
        ackDelay, maxWaitingBatches, maxWaitingBytes, idleTimeout, disposeOnClose, changed);
  }

  /** How long an asynchronous batch waits for a next one to carry its ack. */
  public Duration ackDelay() {
    return ackDelay;
  }

  /** Batches that may wait. */
  public int maxWaitingBatches() {
    return maxWaitingBatches;
  }

  /** Bytes of waiting batches. */
  public long maxWaitingBytes() {
    return maxWaitingBytes;
  }

  /** The idle time-out; empty: the back end's default. */
  public Optional<Duration> idleTimeout() {
    return Optional.ofNullable(idleTimeout);
  }

  /** Whether close ends the session. */
  public boolean disposeOnClose() {
    return disposeOnClose;
  }

  /** When a batch's ack is answered. */
  public AckMode ackMode() {
    return buffering.mode;
  }

  /** Batches that may be kept until they are committed. */
  public int bufferedBatches() {
    return buffering.batches;
  }

  /** Bytes of batches that may be kept until they are committed. */
  public long bufferedBytes() {
    return buffering.bytes;
  }
}
