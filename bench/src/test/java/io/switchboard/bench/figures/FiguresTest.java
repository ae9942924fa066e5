package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void theRatioIsTheMedianOfEachRoundsRatioSoThatASlowRoundDoesNotDecide() {
    List<Sample> ours = List.of(sample(50), sample(5), sample(60));
    List<Sample> theirs = List.of(sample(100), sample(10), sample(600));
    assertThat(Figures.medianRatio(ours, theirs)).isEqualTo(0.5);
  }

  @Test
  void figuresAreMediansWithTheirLowestAndHighest() {
    Figures figures = Figures.of(List.of(sample(100), sample(300), sample(200)));
    assertThat(figures.eventsPerSecond()).isEqualTo(100);
    assertThat(figures.lowestEventsPerSecond()).isEqualTo(50);
    assertThat(figures.highestEventsPerSecond()).isEqualTo(150);
    assertThat(figures.batchesPerSecond()).isEqualTo(5);
    assertThat(figures.cpuSecondsPerMillionEvents()).containsEntry("node", 5_000.0);
  }

  @Test
  void whatWasAllocatedIsTheMedianOfEachRoundsBytesPerEvent() {
    Histogram latency = new Histogram(1_000, 3);
    List<Sample> rounds =
        List.of(
            new Sample(10, 1, 1, latency, Map.of(), Map.of("node", 1_000.0)),
            new Sample(100, 1, 1, latency, Map.of(), Map.of("node", 30_000.0)),
            new Sample(1, 1, 1, latency, Map.of(), Map.of("node", 200.0)));
    assertThat(Figures.of(rounds).allocatedBytesPerEvent()).containsOnly(Map.entry("node", 200.0));
  }

  @Test
  void aGoalIsMetAtItsLimit() {
    Figures figures = Figures.of(List.of(sample(100)));
    assertThat(Goal.ratio(0.3).isMetBy(figures, 0.3)).isTrue();
    assertThat(Goal.ratio(0.3).isMetBy(figures, 0.29)).isFalse();
    assertThat(Goal.commitsPerSecond(5).isMetBy(figures, 0)).isTrue();
    assertThat(Goal.commitsPerSecond(6).isMetBy(figures, 9)).isFalse();
  }

  /** Of two seconds, with ten batches, and one second of the node's processor time. */
  private static Sample sample(long events) {
    return new Sample(events, 10, 2, new Histogram(1_000, 3), Map.of("node", 1.0));
  }
}
