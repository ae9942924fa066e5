package io.switchboard.bench;

import java.util.Locale;

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

  /** What it is, beside what is wanted. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%s: %,.0f; goal <= %,.0f, %s",
        what,
        measured,
        atMost,
        met ? "met" : "MISSED");
  }
}
