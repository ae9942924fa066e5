package io.switchboard.multijvm.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.multijvm.chaos.Availability.Done;
import io.switchboard.multijvm.chaos.Availability.Unavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  private static final long SECOND = 1_000_000_000L;

  private static List<Long> everySecondBut(long from, long to) {
    return LongStream.range(1, 40)
        .filter(s -> s <= from || s >= to)
        .mapToObj(s -> s * SECOND)
        .toList();
  }

  private static List<Unavailable> judge(List<Long> commits, Done... faults) {
    return Availability.violations(
        Map.of("w0", commits), List.of(faults), 0, 40 * SECOND, Availability.LIMIT);
  }

  private static Done kill(long atSecond) {
    return new Done(FaultKind.KILL_ANY, atSecond * SECOND, Optional.empty());
  }

  @Test
  void aShortWaitIsNone() {
    assertThat(judge(everySecondBut(5, 18), kill(5))).isEmpty();
  }

  @Test
  void aSessionThatGotNothingDoneForTooLongIsFound_WithWhatHadHappened() {
    assertThat(judge(everySecondBut(5, 25), kill(6)))
        .singleElement()
        .satisfies(
            wait -> {
              assertThat(wait.millis()).isEqualTo(19_000);
              assertThat(wait.since()).contains(FaultKind.KILL_ANY);
            });
  }

  @Test
  void theTimeBeginsAnewWithTheNextFault_ButNoEarlier() {
    assertThat(judge(everySecondBut(5, 25), kill(6), kill(15))).isEmpty();
    assertThat(judge(everySecondBut(2, 25), kill(3), kill(23))).hasSize(1);
  }

  @Test
  void aSessionThatNeverComesBackIsFound_AndOneThatNeverBegan() {
    assertThat(judge(everySecondBut(10, 40), kill(10))).hasSize(1);
    assertThat(judge(List.of())).hasSize(1);
  }

  @Test
  void whereAllNodesMayStopNothingIsAskedUntilTheyAreBack() {
    Done loose = new Done(FaultKind.KILL_WHILE_HEALING, 5 * SECOND, Optional.of(20 * SECOND));
    assertThat(judge(everySecondBut(5, 30), loose)).isEmpty();
    assertThat(judge(everySecondBut(5, 38), loose)).hasSize(1);
  }

  @Test
  void theLongestWaitAfterAFaultCountsFromTheLastCommitBeforeIt() {
    assertThat(
            Availability.longestWaits(
                Map.of("w0", everySecondBut(5, 12), "w1", everySecondBut(0, 0)),
                6 * SECOND,
                20 * SECOND))
        .containsExactly(1_000L, 7_000L);
  }
}
