package io.switchboard.sdk;

import io.switchboard.protocol.ErrorCategory;
import io.switchboard.protocol.ErrorCode;

/**
 * An ack was sent, and no answer to it came, or none that tells whether the batch is published. It
 * is in Kafka once or not at all, never twice; which of the two cannot be known now.
 *
 * <p>The publisher is closed for further batches and sends nothing again by itself. {@link
 * Publisher#resolve} asks for the same ack again; once it answers, the outcome is certain.
 */
public final class UncertainOutcomeException extends SwitchboardException {
  private static final long serialVersionUID = 1L;

  private final long seq;

  /** As {@link SwitchboardException}, with the batch's seq. */
  public UncertainOutcomeException(
      String message,
      Throwable cause,
      ErrorCode code,
      ErrorCategory category,
      String session,
      long seq) {
    super(message, cause, code, category, session);
    this.seq = seq;
  }

  /** The batch's number in its session. */
  public long seq() {
    return seq;
  }
}
