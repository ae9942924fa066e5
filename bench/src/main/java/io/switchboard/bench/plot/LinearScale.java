package io.switchboard.bench.plot;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis from zero, so that lengths can be compared.
 *
 * @param step between two marks
 * @param steps how many, 1 to 5
 */
public record LinearScale(double step, int steps) implements Scale {
  private static final int MOST_STEPS = 5;
  private static final double SMALLEST = 1e-9;
  private static final LinearScale OF_NOTHING = new LinearScale(0.2, MOST_STEPS);

  /** In round steps, to the first mark that a value does not exceed; to 1 if it is nothing. */
  public static LinearScale upTo(double highest) {
    if (!(highest >= SMALLEST) || Double.isInfinite(highest)) {
      return OF_NOTHING;
    }
    double step = RoundNumbers.get(RoundNumbers.atLeast(highest / MOST_STEPS));
    return new LinearScale(step, (int) Math.ceil(highest / step));
  }

  @Override
  public double at(double value) {
    return value > 0 ? Math.min(1, value / (step * steps)) : 0;
  }

  @Override
  public List<Double> ticks() {
    return IntStream.rangeClosed(0, steps).mapToObj(i -> i * step).toList();
  }
}
