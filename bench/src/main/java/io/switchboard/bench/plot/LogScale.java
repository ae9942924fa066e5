package io.switchboard.bench.plot;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis on which equal lengths are equal factors, for values that lie far apart.
 *
 * @param first its beginning, as an index of the round numbers
 * @param last its end, more than the first
 */
public record LogScale(int first, int last) implements Scale {
  private static final int DECADE = 3;
  private static final int MOST_STEPS = 12;

  /** Between round numbers, around all values above 0 that are finite; 1 to 10 if none is. */
  public static LogScale around(DoubleStream values) {
    double[] shown = values.filter(value -> value > 0 && Double.isFinite(value)).sorted().toArray();
    if (shown.length == 0) {
      return new LogScale(0, DECADE);
    }
    int first = RoundNumbers.atMost(shown[0]);
    return new LogScale(first, Math.max(first + 1, RoundNumbers.atLeast(shown[shown.length - 1])));
  }

  @Override
  public double at(double value) {
    double lowest = RoundNumbers.get(first);
    return value > lowest
        ? Math.min(1, Math.log(value / lowest) / Math.log(RoundNumbers.get(last) / lowest))
        : 0;
  }

  /** All round numbers; of many only the powers of ten, and the ends. */
  @Override
  public List<Double> ticks() {
    boolean all = last - first <= MOST_STEPS;
    return IntStream.rangeClosed(first, last)
        .filter(i -> all || i == first || i == last || Math.floorMod(i, DECADE) == 0)
        .mapToObj(RoundNumbers::get)
        .toList();
  }
}
