package io.switchboard.bench.figures;

import java.util.Locale;

/** Figures as text, the same way everywhere. */
public final class Numbers {
  private Numbers() {}

  public static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  public static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  public static String hundredths(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
