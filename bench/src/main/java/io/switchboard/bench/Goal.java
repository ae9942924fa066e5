package io.switchboard.bench;

import java.util.Locale;

/**
 * What a workload is to reach.
 *
 * @param of which figure
 * @param atLeast its lowest value
 */
record Goal(Figure of, double atLeast) {
  static final Goal NONE = new Goal(Figure.RATIO, 0);

  /** The figures that goals are set for. */
  enum Figure {
    RATIO,
    COMMITS_PER_SECOND
  }

  static Goal ratio(double atLeast) {
    return new Goal(Figure.RATIO, atLeast);
  }

  static Goal commitsPerSecond(double atLeast) {
    return new Goal(Figure.COMMITS_PER_SECOND, atLeast);
  }

  boolean isMetBy(Figures switchboard, double ratio) {
    return (of == Figure.RATIO ? ratio : switchboard.batchesPerSecond()) >= atLeast;
  }

  /** For the table. */
  String text() {
    if (atLeast <= 0) {
      return "";
    }
    return of == Figure.RATIO
        ? String.format(Locale.ROOT, "ratio >= %.1f", atLeast)
        : String.format(Locale.ROOT, ">= %,.0f commits/s", atLeast);
  }
}
