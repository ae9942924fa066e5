package io.switchboard.persistence.spill;

/**
 * What was left cannot be read now: cut off, altered, of another place, or sealed with a key that
 * this node lacks. The bytes stay where they are.
 */
public final class SpillUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpillUnreadableException(String message) {
    super(message);
  }

  SpillUnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
