package io.switchboard.cli.frame;

/** Input that cannot be cut into events; the message names the place, the limit and the remedy. */
public final class BadFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for people. */
  public BadFrameException(String message) {
    super(message);
  }
}
