package io.switchboard.persistence.serial;

/**
 * A stored record cannot be read by this version of Switchboard: it was written by a newer one, or
 * it is damaged. The session's recovery fails; nothing is guessed.
 */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message) {
    super(message);
  }

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
