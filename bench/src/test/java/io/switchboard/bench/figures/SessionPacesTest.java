package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Sessions' first calls, and sessions that begin and end: what is made of what was counted. */
class SessionPacesTest {

  @Test
  void aCallIsToldWithItsMedianItsSlowestHundredthAndItsSlowest() {
    ColdStart.Stopwatch watch = new ColdStart.Stopwatch("publish");
    for (int ms = 1; ms <= 100; ms++) {
      watch.record(ms * 1_000_000L);
    }
    ColdStart start = watch.result();
    assertThat(start.calls()).isEqualTo(100);
    assertThat(start.time().p50Millis()).isBetween(50.0, 50.1);
    assertThat(start.time().p99Millis()).isBetween(99.0, 99.1);
    assertThat(start.time().maxMillis()).isBetween(100.0, 100.1);
  }

  @Test
  void sessionsPerSecondAreTheMedianOfTheRoundsAndTimesAreOfAllRounds() {
    Churn churn =
        Churn.of(
            "writers",
            16,
            List.of(round(300, 1_000, 0.3), round(100, 1_000, 0.3), round(600, 9_000, 1.4)),
            micros(4_000, 1));
    assertThat(churn.sessionsPerSecond()).isEqualTo(150);
    assertThat(churn.lowestSessionsPerSecond()).isEqualTo(50);
    assertThat(churn.highestSessionsPerSecond()).isEqualTo(300);
    assertThat(churn.allocate().p50Millis()).isBetween(9.0, 9.1);
    assertThat(churn.dispose().p99Millis()).isBetween(4.0, 4.1);
    assertThat(churn.cpuSecondsPerThousand().get("node")).isBetween(1.99, 2.01);
  }

  private static Sample round(long sessions, long micros, double cpuSeconds) {
    return new Sample(sessions, sessions, 2, micros(micros, sessions), Map.of("node", cpuSeconds));
  }

  private static Histogram micros(long value, long count) {
    Histogram histogram = new Histogram(60_000_000, 3);
    histogram.recordValueWithCount(value, count);
    return histogram;
  }
}
