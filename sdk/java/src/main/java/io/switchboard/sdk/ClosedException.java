package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * The client, publisher or subscriber is closed, or was closed while the operation was under way. A
 * batch that fails with this was not published (else it is {@link UncertainOutcomeException}).
 */
public final class ClosedException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public ClosedException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
