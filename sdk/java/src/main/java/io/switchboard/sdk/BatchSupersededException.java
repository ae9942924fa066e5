package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * The batch that was acknowledged is an older version: another one was acknowledged under its seq
 * first. The subscriber has dropped it; poll again, and treat the next batch as the one that
 * counts. Events of the dropped batch may come again in it or in later ones.
 */
public final class BatchSupersededException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  private final long seq;

  /** As {@link SwitchboardException}, with the batch's seq. */
  public BatchSupersededException(
      String message,
      Throwable cause,
      ErrorCode code,
      ErrorCategory category,
      String session,
      long seq) {
    super(message, cause, code, category, session);
    this.seq = seq;
  }

  /** The dropped batch's number in its session. */
  public long seq() {
    return seq;
  }
}
