package io.switchboard.bench.plot;

import java.util.List;

/** Where values lie on an axis, and which of them are marked there. Decides, draws nothing. */
public sealed interface Scale permits LinearScale, LogScale {

  /**
   * From 0, where the axis begins, to 1, where it ends. What lies outside is put to the nearer end,
   * and what is no number to the beginning.
   */
  double at(double value);

  /** The values that are marked, ascending; the first and the last are the axis' ends. */
  List<Double> ticks();
}
