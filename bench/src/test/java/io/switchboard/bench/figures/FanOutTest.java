package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.bench.meter.BrokerTraffic.Sent;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final int EVENT_BYTES = 1_000;

  @Test
  void trafficIsToldForEachPublishedByteAndWorkForEachDeliveredEvent() {
    FanOut.Step step = step(100, 200, 220_000);
    assertThat(step.publishedEventsPerSecond()).isEqualTo(50);
    assertThat(step.deliveredEventsPerSecond()).isEqualTo(5_000);
    assertThat(step.brokerBytesPerByte()).isEqualTo(1.1);
    assertThat(step.allBrokerBytesPerByte()).isEqualTo(2.2);
    assertThat(step.fetchesPerSecond()).isEqualTo(10);
    assertThat(step.cpuSecondsPerMillionDelivered()).containsEntry("node", 100.0);
    assertThat(step.late().p50Millis()).isBetween(7.0, 7.01);
  }

  @Test
  void manyReadersMayCostThreeTimesTheTrafficOfTheFirstStep() {
    FanOut fanOut =
        FanOut.of(
            10,
            EVENT_BYTES,
            List.of(step(1, 100, 100_000), step(100, 100, 300_000), step(1_000, 100, 301_000)));
    assertThat(fanOut.limits()).extracting(Limit::met).containsExactly(true, false);
    assertThat(fanOut.limits())
        .extracting(Limit::text)
        .containsExactly(
            "broker traffic of 100 readers to that of 1: 3.00; goal <= 3.00, met",
            "broker traffic of 1,000 readers to that of 1: 3.01; goal <= 3.00, MISSED");
  }

  @Test
  void aSingleStepIsComparedWithNothing() {
    assertThat(FanOut.of(10, EVENT_BYTES, List.of(step(5, 10, 11_000))).limits()).isEmpty();
  }

  @Test
  void aBrokerThatHasCountedNothingWasNotMeasured() {
    assertThatThrownBy(() -> step(1, 100, 0)).hasMessageContaining("counted no bytes");
  }

  private static FanOut.Step step(int readers, long events, long topicBytes) {
    Histogram late = new Histogram(60_000_000, 3);
    late.recordValue(7_000);
    return FanOut.Step.of(
        readers,
        events,
        EVENT_BYTES,
        4,
        new Sent(topicBytes, 2 * topicBytes, 40),
        late,
        Map.of("node", events * readers / 1e4));
  }
}
