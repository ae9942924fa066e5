package io.switchboard.sdk.internal.call;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How long to wait before the next attempt: exponential with full jitter (a random part of a
 * doubling, capped span; "Exponential Backoff And Jitter", AWS Architecture Blog). A wait that the
 * back end asks for is kept in full, plus a jitter of at most half of it, so that those who were
 * sent away together do not come back together.
 *
 * @param base span of the first retry
 * @param cap largest span
 */
public record Backoff(Duration base, Duration cap) {
  /**
   * The wait in nanoseconds.
   *
   * @param retry 0 before the first retry
   * @param random between 0 and 1
   */
  public long delayNanos(int retry, OptionalInt retryAfterMs, double random) {
    if (retryAfterMs.isPresent()) {
      long asked = retryAfterMs.getAsInt() * 1_000_000L;
      long jitter = Math.min(cap.toNanos(), Math.max(base.toNanos(), asked / 2));
      return asked + (long) (random * jitter);
    }
    int doublings = Math.min(retry, 30);
    long span = Math.min(cap.toNanos(), base.toNanos() << Math.min(doublings, 20));
    return (long) (random * span);
  }
}
