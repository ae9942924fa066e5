package io.switchboard.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure that is not to be larger than its bound.
 *
 * @param what the figure, with its unit
 * @param measured what it was
 * @param atMost its bound
 * @param met whether it keeps it
 */
public record Limit(String what, double measured, double atMost, boolean met) {
  /** Of small bounds, such as ratios, what is behind the point counts. */
  private static final double EXACT_BELOW = 10;

  static Limit of(String what, double measured, double atMost) {
    return new Limit(what, measured, atMost, measured <= atMost);
  }

  /** What it is, beside what is wanted. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s: %s; goal <= %s, %s",
        what,
        number(measured),
        number(atMost),
        met ? "met" : "MISSED");
  }

  /** The cells of a table of limits, the first line being the heads. */
  public static List<String[]> lines(List<Limit> limits) {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"", "measured", "goal: at most", ""});
    for (Limit limit : limits) {
      lines.add(
          new String[] {
            limit.what(),
            limit.number(limit.measured()),
            limit.number(limit.atMost()),
            limit.met() ? "met" : "missed"
          });
    }
    return lines;
  }

  private String number(double value) {
    return atMost < EXACT_BELOW ? Numbers.hundredths(value) : Numbers.whole(value);
  }
}
