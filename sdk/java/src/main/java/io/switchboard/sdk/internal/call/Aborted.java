package io.switchboard.sdk.internal.call;

/** The caller took the call back, or the client was closed. Without stack trace: it is a value. */
public final class Aborted extends Exception {
  private static final long serialVersionUID = 1L;

  Aborted(String why) {
    super(why, null, false, false);
  }
}
