package io.switchboard.node.api;

import io.switchboard.core.model.SessionLimits;
import java.time.Duration;

/**
 * What the API grants to sessions.
 *
 * @param clusterId part of every session id
 * @param limits of every session; a batch has at most {@link #MAX_BATCH_BYTES}
 * @param defaultIdleTimeout when the client names none
 * @param callTimeout how long a call may take beyond what it asked to wait
 */
public record ApiSettings(
    String clusterId, SessionLimits limits, Duration defaultIdleTimeout, Duration callTimeout) {
  /** What passes between nodes in one message, with room for what is around it. */
  static final int MAX_BATCH_BYTES = 4 << 20;

  static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(10);
  static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(7);

  public ApiSettings {
    if (limits.maxBatchBytes() > MAX_BATCH_BYTES) {
      throw new IllegalArgumentException(
          "sessions.limits.max-batch-bytes is at most "
              + MAX_BATCH_BYTES
              + ", not "
              + limits.maxBatchBytes());
    }
  }
}
