package io.switchboard.node.api;

import io.switchboard.core.model.SessionLimits;
import java.time.Duration;

/**
 * What the API grants to sessions.
 *
 * @param clusterId part of every session id
 * @param limits of every session
 * @param defaultIdleTimeout when the client names none
 * @param callTimeout how long a call may take beyond what it asked to wait
 */
public record ApiSettings(
    String clusterId, SessionLimits limits, Duration defaultIdleTimeout, Duration callTimeout) {
  static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(10);
  static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(7);
}
