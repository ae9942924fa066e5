package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.figures.Comparison.Verdict;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void theRatioIsToldWithTheLowestAndTheHighestOfTheRounds() {
    Comparison comparison =
        Comparison.of(
            "publish",
            3,
            List.of(sample(70), sample(30), sample(90)),
            List.of(sample(100), sample(50), sample(100)));
    assertThat(comparison.ratio()).isEqualTo(0.7);
    assertThat(comparison.lowestRatio()).isEqualTo(0.6);
    assertThat(comparison.highestRatio()).isEqualTo(0.9);
    assertThat(comparison.verdict()).isEqualTo(Verdict.ABOVE_FLOOR);
  }

  @Test
  void aimAndFloorAreReachedAtTheirOwnValues() {
    assertThat(Verdict.of(0.75)).isEqualTo(Verdict.MET);
    assertThat(Verdict.of(0.749)).isEqualTo(Verdict.ABOVE_FLOOR);
    assertThat(Verdict.of(0.60)).isEqualTo(Verdict.ABOVE_FLOOR);
    assertThat(Verdict.of(0.599)).isEqualTo(Verdict.MISSED);
  }

  private static Sample sample(long events) {
    return new Sample(events, 10, 2, new Histogram(1_000, 3), Map.of("node-1", 1.0));
  }
}
