package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LaneLifeTest {
  /** Also a clock that has passed its largest value. */
  private static final long BORN = Long.MAX_VALUE - 5;

  private final LaneLife life = new LaneLife(BORN, Duration.ofHours(24));

  private static long after(Duration age) {
    return BORN + age.toNanos();
  }

  @Test
  void aLaneIsRelievedAtItsAgeAndClosesAnHourLater() {
    assertThat(life.isDue(after(Duration.ofHours(24).minusNanos(1)))).isFalse();
    assertThat(life.isDue(after(Duration.ofHours(24)))).isTrue();
    assertThat(life.isOver(after(Duration.ofHours(25).minusNanos(1)))).isFalse();
    assertThat(life.isOver(after(Duration.ofHours(25)))).isTrue();
  }
}
