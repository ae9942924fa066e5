package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/** The caller may not do this: wrong credentials, or a token or cursor that is not its own. */
public final class DeniedException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public DeniedException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
