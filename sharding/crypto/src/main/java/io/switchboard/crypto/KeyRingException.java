package io.switchboard.crypto;

/**
 * Says why a key ring or its password cannot be used, and what the operator can do about it. A
 * fault of the set-up, never of a caller's data; the message holds paths and key ids, never key
 * material.
 */
public final class KeyRingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyRingException(String message) {
    super(message);
  }

  KeyRingException(String message, Throwable cause) {
    super(message, cause);
  }
}
