package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultFigureTest {
  private static final long MS = 1_000_000L;

  /** A commit every 50 ms, but none between these two times. */
  private static List<Long> but(long fromMs, long toMs) {
    return LongStream.range(0, 400)
        .map(i -> i * 50)
        .filter(ms -> ms <= fromMs || ms >= toMs)
        .mapToObj(ms -> ms * MS)
        .toList();
  }

  private static FaultFigure figure() {
    return FaultFigure.of(
        FaultKind.DRAIN,
        "now",
        "abc",
        3,
        20,
        Map.of("s0", but(5_000, 8_000), "s1", but(0, 0)),
        2_000 * MS,
        5_000 * MS,
        15_000 * MS,
        0);
  }

  @Test
  void aSessionsPauseIsItsLongestTimeBetweenTwoCommits() {
    assertThat(figure().pausesMs()).containsExactly(50L, 3_000L);
    assertThat(figure().moved()).containsExactly(3_000L);
  }

  @Test
  void theDipIsTheWorstSecond() {
    assertThat(figure().commitsPerSecond()).isEqualTo(40);
    assertThat(figure().lowestPerSecond()).isBetween(19L, 21L);
    assertThat(figure().lost()).isBetween(0.14, 0.16);
  }

  @Test
  void theTableHasARowOfEachKindThatWasMeasured() {
    assertThat(FaultFigure.table(List.of(figure(), figure())))
        .contains("| DRAIN | 2 | 2 × 20/s on 3 nodes | 0.05 s, 3.00 s, 3.00 s | 2 of 4: 3.00 s")
        .doesNotContain("FREEZE");
  }
}
