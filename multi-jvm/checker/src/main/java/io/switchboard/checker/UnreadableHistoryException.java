package io.switchboard.checker;

/** Thrown when a file is no history, or one that contradicts itself; says file and line. */
public final class UnreadableHistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableHistoryException(String message) {
    super(message);
  }

  UnreadableHistoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
