package io.switchboard.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Figures {
  private static final long KIB = 1024;

  private Figures() {}

  /** 1234567 as {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 line}, {@code 2,000 lines}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Bytes with a unit. */
  public static String bytes(long bytes) {
    if (bytes < 10 * KIB) {
      return count(bytes) + " B";
    }
    if (bytes < 10 * KIB * KIB) {
      return count(Math.round((double) bytes / KIB)) + " KiB";
    }
    if (bytes < 10 * KIB * KIB * KIB) {
      return count(Math.round((double) bytes / KIB / KIB)) + " MiB";
    }
    return count(Math.round((double) bytes / KIB / KIB / KIB)) + " GiB";
  }

  /** Seconds with one decimal. */
  public static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /** The time since a value of {@link System#nanoTime}. */
  public static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Events a second, rounded to what can be meant. */
  public static String rate(long events, Duration time) {
    double perSecond = events / Math.max(0.001, time.toNanos() / 1e9);
    long rounded = perSecond >= 1000 ? Math.round(perSecond / 100) * 100 : Math.round(perSecond);
    return count(rounded) + " events/s";
  }
}
