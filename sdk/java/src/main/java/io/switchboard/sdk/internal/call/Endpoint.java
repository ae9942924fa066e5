package io.switchboard.sdk.internal.call;

import io.switchboard.sdk.internal.net.Address;
import io.switchboard.sdk.internal.net.Transport;

/** One address of a cluster, and how calls to it went lately. Thread-safe. */
public final class Endpoint {
  /**
   * Longer than a few attempts take: a session whose calls time out must not come back to a frozen
   * address before it has tried the others.
   */
  private static final long SUSPECT_NANOS = 15_000_000_000L;

  /**
   * A session that is well served elsewhere risks an attempt here only after this time, and each
   * time that it fails after twice as long.
   */
  private static final long FIRST_PROBE_NANOS = 60_000_000_000L;

  private static final long MAX_PROBE_NANOS = 16 * FIRST_PROBE_NANOS;

  private final Address address;
  private final Transport transport;

  // Guarded by this.
  private boolean hasAnswered;
  private long answeredAtNanos;
  private boolean failing;
  private long suspectUntilNanos;
  private long probeAtNanos;
  private long probePauseNanos;

  /** An address with its transport. */
  public Endpoint(Address address, Transport transport) {
    this.address = address;
    this.transport = transport;
  }

  /** The address. */
  public Address address() {
    return address;
  }

  Transport transport() {
    return transport;
  }

  /** Something came back, an error too: it is well. */
  synchronized void answered(long now) {
    hasAnswered = true;
    answeredAtNanos = now;
    failing = false;
  }

  /** Nothing came back. */
  synchronized void failed(long now) {
    suspectUntilNanos = now + SUSPECT_NANOS;
    if (!failing) {
      failing = true;
      probePauseNanos = FIRST_PROBE_NANOS;
      probeAtNanos = now + probePauseNanos;
    }
  }

  /** For how long it should be asked after all others; zero: no longer. */
  synchronized long suspectForNanos(long now) {
    return failing ? Math.max(0, suspectUntilNanos - now) : 0;
  }

  /** Since its last answer; the largest number if there was none. */
  synchronized long silentForNanos(long now) {
    return hasAnswered ? now - answeredAtNanos : Long.MAX_VALUE;
  }

  /**
   * Whether a session that need not be here may try. Of an address that fails, one call in a while
   * may: this one, if it is true.
   */
  synchronized boolean mayBeTried(long now) {
    if (!failing) {
      return transport.hasRoom();
    }
    if (now - probeAtNanos < 0) {
      return false;
    }
    probePauseNanos = Math.min(MAX_PROBE_NANOS, 2 * probePauseNanos);
    probeAtNanos = now + probePauseNanos;
    return true;
  }
}
