package io.switchboard.bench.figures;

import java.util.Locale;

/**
 * What a workload is to reach.
 *
 * @param of which figure
 * @param atLeast its lowest value
 */
public record Goal(Figure of, double atLeast) {
  public static final Goal NONE = new Goal(Figure.RATIO, 0);

  /** The figures that goals are set for. */
  public enum Figure {
    RATIO,
    COMMITS_PER_SECOND
  }

  public static Goal ratio(double atLeast) {
    return new Goal(Figure.RATIO, atLeast);
  }

  public static Goal commitsPerSecond(double atLeast) {
    return new Goal(Figure.COMMITS_PER_SECOND, atLeast);
  }

  public boolean isMetBy(Figures switchboard, double ratio) {
    return (of == Figure.RATIO ? ratio : switchboard.batchesPerSecond()) >= atLeast;
  }

  /** For the table. */
  public String text() {
    if (atLeast <= 0) {
      return "";
    }
    return of == Figure.RATIO
        ? String.format(Locale.ROOT, "ratio >= %.1f", atLeast)
        : String.format(Locale.ROOT, ">= %,.0f commits/s", atLeast);
  }
}
