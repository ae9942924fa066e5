package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * The call is wrong, and repeating it cannot help: a limit passed, an unknown topic, a seq out of
 * order. The message names what was expected.
 */
public final class InvalidCallException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public InvalidCallException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
