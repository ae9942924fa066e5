package io.switchboard.sdk.internal.call;

/** No attempt before the deadline brought a final answer. Without stack trace: it is a value. */
public final class OutOfTime extends Exception {
  private static final long serialVersionUID = 1L;

  private final int attempts;

  OutOfTime(int attempts, Throwable last) {
    super("no final answer in " + attempts + " attempts", last, false, false);
    this.attempts = attempts;
  }

  /** How often the request was sent. */
  public int attempts() {
    return attempts;
  }
}
