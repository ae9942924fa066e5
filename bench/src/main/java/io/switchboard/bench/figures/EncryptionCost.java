package io.switchboard.bench.figures;

import java.util.Locale;

/**
 * How many of the events per second that are possible in clear are lost to encryption.
 *
 * @param percent of the events per second in clear; below 0, chance was larger than the cost
 * @param clearToEncrypted events per second in clear to those encrypted
 * @param atMostPercent what is wanted
 */
public record EncryptionCost(
    double percent, double clearToEncrypted, double atMostPercent, boolean met) {
  private static final double AT_MOST_PERCENT = 10;

  /**
   * @param encryptedToClear events per second encrypted to those in clear
   */
  static EncryptionCost of(double encryptedToClear) {
    double percent = (1 - encryptedToClear) * 100;
    return new EncryptionCost(
        percent, 1 / encryptedToClear, AT_MOST_PERCENT, percent <= AT_MOST_PERCENT);
  }

  /** What it is, beside what is wanted. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "encryption costs %.1f %% (clear to encrypted: %.2f); goal <= %.0f %%, %s",
        percent,
        clearToEncrypted,
        atMostPercent,
        met ? "met" : "MISSED");
  }
}
