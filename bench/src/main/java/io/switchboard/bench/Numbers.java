package io.switchboard.bench;

import java.util.Locale;

/** Figures as text, the same way everywhere. */
final class Numbers {
  private Numbers() {}

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static String hundredths(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
