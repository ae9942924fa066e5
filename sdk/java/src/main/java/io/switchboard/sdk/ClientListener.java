package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what the SDK does by itself, for metrics and logs. Called on threads of the SDK: must
 * return at once and not throw; for several sessions at the same time.
 */
public interface ClientListener {
  /** Hears nothing. */
  ClientListener NONE = new ClientListener() {};

  /**
   * A call that is about to be repeated.
   *
   * @param method of the protocol, e.g. "write"
   * @param address where it failed
   * @param attempt 1 for the first failure of the call
   * @param code empty for a transport fault or a code that the SDK does not know
   * @param category empty for a transport fault
   * @param reason for people
   * @param delay until the next attempt
   */
  record Retry(
      String method,
      String address,
      int attempt,
      Optional<ErrorCode> code,
      Optional<ErrorCategory> category,
      String reason,
      Duration delay) {}

  /** A call failed and will be repeated. */
  default void onRetry(Retry retry) {}

  /** A session goes on at another address. */
  default void onFailover(String from, String to) {}

  /** A reader's session was gone; another one goes on where it stood. */
  default void onReallocated(String goneSession, String newSession) {}

  /** A publisher has to send a staged batch once more, because its session moved. */
  default void onRestaged(String session, long seq) {}
}
