package io.switchboard.bench;

/**
 * A figure that is not to be larger than its bound.
 *
 * @param what the figure, with its unit
 * @param measured what it was
 * @param atMost its bound
 * @param met whether it keeps it
 */
record Limit(String what, double measured, double atMost, boolean met) {

  static Limit of(String what, double measured, double atMost) {
    return new Limit(what, measured, atMost, measured <= atMost);
  }
}
