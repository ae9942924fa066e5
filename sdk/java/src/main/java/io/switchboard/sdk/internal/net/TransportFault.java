package io.switchboard.sdk.internal.net;

/**
 * An exchange that brought no answer: refused, broken, timed out, too long or garbled. Whether the
 * back end executed the request is unknown; sending it again is safe. Without stack trace: it is a
 * value.
 */
public final class TransportFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean own;

  /** A fault with the address in its message. */
  public TransportFault(Address address, String what, Throwable cause) {
    this(address, what, cause, false);
  }

  private TransportFault(Address address, String what, Throwable cause, boolean own) {
    super(address + ": " + what, cause, false, false);
    this.own = own;
  }

  /** The client itself did not get to sending it. */
  static TransportFault own(Address address, String what) {
    return new TransportFault(address, what, null, true);
  }

  /** Whether it tells nothing of the address. */
  public boolean isOwn() {
    return own;
  }

  static String describe(Throwable error) {
    String message = error.getMessage();
    String name = error.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + message;
  }
}
