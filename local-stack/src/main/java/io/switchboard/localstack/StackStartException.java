package io.switchboard.localstack;

/** The stack did not start; the message says which part, why, where its log is and what to do. */
public final class StackStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StackStartException(String message) {
    super(message);
  }

  StackStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
