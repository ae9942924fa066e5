package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * No final answer came before the operation's deadline; the cause is the last failure. A batch that
 * fails with this was not published and will not be (else it is {@link UncertainOutcomeException});
 * a reader has lost nothing. Repeating the operation is safe.
 */
public final class DeadlineExceededException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public DeadlineExceededException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
