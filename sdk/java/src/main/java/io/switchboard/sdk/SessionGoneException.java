package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * The session has ended: it was disposed, expired, or its topic was deleted. Open another one. A
 * batch that fails with this was not published (else it is {@link UncertainOutcomeException}).
 */
public final class SessionGoneException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public SessionGoneException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
