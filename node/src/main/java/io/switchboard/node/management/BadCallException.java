package io.switchboard.node.management;

/** A call that can never be right: its message says what was expected and what came. */
final class BadCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadCallException(String message) {
    super(message);
  }

  BadCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
