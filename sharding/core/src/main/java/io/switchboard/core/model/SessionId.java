package io.switchboard.core.model;

/**
 * Names a session for ever: 26 base32 characters over cluster, subject and request id. Never
 * reused.
 *
 * @param value lower-case base32 without padding
 */
public record SessionId(String value) {
  /** Length of every session id, in characters. */
  public static final int LENGTH = 26;

  public SessionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("a session id has " + LENGTH + " characters a-z2-7");
    }
  }

  /** True if the text has the form of a session id. */
  public static boolean isValid(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '2' && c <= '7')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
