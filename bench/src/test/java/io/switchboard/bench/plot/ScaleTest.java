package io.switchboard.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Test
  void roundNumbersAreOneTwoAndFiveOfEachPowerOfTen() {
    assertThat(IntStream.rangeClosed(-4, 4).mapToDouble(RoundNumbers::get))
        .containsExactly(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0);
    assertThat(IntStream.rangeClosed(-30, 30))
        .allSatisfy(
            i -> {
              double value = RoundNumbers.get(i);
              assertThat(RoundNumbers.atMost(value)).isEqualTo(i);
              assertThat(RoundNumbers.atLeast(value)).isEqualTo(i);
              assertThat(RoundNumbers.atMost(value * 1.01)).isEqualTo(i);
              assertThat(RoundNumbers.atLeast(value * 1.01)).isEqualTo(i + 1);
            });
  }

  @Test
  void aLinearAxisBeginsAtZeroAndEndsAtTheFirstMarkThatIsEnough() {
    assertThat(LinearScale.upTo(98_978).ticks())
        .containsExactly(0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0, 100_000.0);
    assertThat(LinearScale.upTo(100_001).ticks())
        .containsExactly(0.0, 50_000.0, 100_000.0, 150_000.0);
    assertThat(LinearScale.upTo(0.3)).isEqualTo(new LinearScale(0.1, 3));
  }

  @Test
  void onALinearAxisTwiceTheValueIsTwiceAsFar() {
    Scale scale = LinearScale.upTo(100);
    assertThat(scale.at(25)).isEqualTo(0.25);
    assertThat(scale.at(50)).isEqualTo(0.5);
    assertThat(scale.at(100)).isEqualTo(1);
  }

  @Test
  void aLinearAxisOfNothingIsAnAxisStill() {
    for (double highest : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-300}) {
      assertThat(LinearScale.upTo(highest).ticks()).hasSize(6).last().isEqualTo(1.0);
    }
  }

  @Test
  void aLogarithmicAxisLiesBetweenRoundNumbersAroundAllValues() {
    Scale scale = around(4.5, 0.8, 35);
    assertThat(scale.ticks()).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0);
    assertThat(scale.at(0.5)).isEqualTo(0);
    assertThat(scale.at(5)).isEqualTo(0.5, within(1e-9));
    assertThat(scale.at(50)).isEqualTo(1);
  }

  @Test
  void ofManyDecadesOnlyThePowersOfTenAndTheEndsAreMarked() {
    assertThat(around(0.02, 500).ticks()).containsExactly(0.02, 0.1, 1.0, 10.0, 100.0, 500.0);
  }

  @Test
  void whatHasNoLogarithmLiesAtTheBeginning() {
    Scale scale = around(0, -1, Double.NaN, Double.POSITIVE_INFINITY, 3, 3);
    assertThat(scale.ticks()).containsExactly(2.0, 5.0);
    assertThat(scale.at(0)).isZero();
    assertThat(around().ticks()).containsExactly(1.0, 2.0, 5.0, 10.0);
    assertThat(around(10, 10).ticks()).containsExactly(10.0, 20.0);
  }

  @Test
  void noValueLiesOutsideAnAxis() {
    for (Scale scale : List.of(LinearScale.upTo(10), around(1, 10))) {
      assertThat(scale.at(-1)).isZero();
      assertThat(scale.at(Double.NaN)).isZero();
      assertThat(scale.at(11)).isEqualTo(1);
      assertThat(scale.at(Double.POSITIVE_INFINITY)).isEqualTo(1);
    }
  }

  private static Scale around(double... values) {
    return LogScale.around(DoubleStream.of(values));
  }
}
