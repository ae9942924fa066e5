package io.switchboard.bench.plot;

import java.math.BigDecimal;

/** 1, 2 and 5, and these times powers of ten: the numbers that axes are marked with. */
final class RoundNumbers {
  private static final int[] DIGITS = {1, 2, 5};

  private RoundNumbers() {}

  /** Ascending with the index: 0 is for 1, 1 for 2, 3 for 10, and -1 for 0.5. */
  static double get(int index) {
    int digit = DIGITS[Math.floorMod(index, DIGITS.length)];
    // Through a decimal: 5 times 0.1 has an error that a label would show.
    return BigDecimal.valueOf(digit, -Math.floorDiv(index, DIGITS.length)).doubleValue();
  }

  /**
   * The index of the largest that is not above a value.
   *
   * @param value more than 0, and finite
   */
  static int atMost(double value) {
    int index = DIGITS.length * ((int) Math.floor(Math.log10(value)) + 1);
    while (get(index) > value) {
      index--;
    }
    return index;
  }

  /**
   * The index of the smallest that is not below a value.
   *
   * @param value more than 0, and finite
   */
  static int atLeast(double value) {
    int index = atMost(value);
    return get(index) < value ? index + 1 : index;
  }
}
