package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * Kafka definitely did not take the batch, and will not take it as it is. Nothing of it was
 * published. The publisher can go on with other batches.
 */
public final class RefusedException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  /** As {@link SwitchboardException}. */
  public RefusedException(
      String message, Throwable cause, ErrorCode code, ErrorCategory category, String session) {
    super(message, cause, code, category, session);
  }
}
