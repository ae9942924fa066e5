package io.switchboard.sdk.internal.net;

/**
 * An exchange that brought no answer: refused, broken, timed out, too long or garbled. Whether the
 * back end executed the request is unknown; sending it again is safe. Without stack trace: it is a
 * value.
 */
public final class TransportFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** A fault with the address in its message. */
  public TransportFault(Address address, String what, Throwable cause) {
    super(address + ": " + what, cause, false, false);
  }

  static String describe(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + message;
  }
}
