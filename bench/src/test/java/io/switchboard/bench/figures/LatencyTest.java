package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void latencyIsThatOfAllRoundsTogether() {
    Latency latency = Latency.of("x", 1_000, 500, List.of(sample(1_000), sample(2_000)));
    assertThat(latency.p50Millis()).isEqualTo(1.0);
    assertThat(latency.maxMillis()).isEqualTo(2.0);
    assertThat(latency.eventsPerSecond()).isEqualTo(100);
  }

  private static Sample sample(long micros) {
    Histogram latency = new Histogram(60_000_000, 3);
    latency.recordValueWithCount(micros, micros == 1_000 ? 10 : 5);
    return new Sample(200, 2, 2, latency, Map.of());
  }
}
