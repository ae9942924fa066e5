package io.switchboard.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.entity.seen.SessionCensus.Place;
import io.switchboard.entity.seen.SessionObserver;
import io.switchboard.kafka.lane.LaneLoad;
import io.switchboard.kafka.lane.LaneMetrics;
import io.switchboard.kafka.ledger.LedgerMetrics;
import io.switchboard.kafka.ledger.ReaperMetrics;
import io.switchboard.kafka.source.SourceMetrics;
import io.switchboard.node.door.DoorMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private final NodeMetrics metrics =
      new NodeMetrics("test", "1", new MetricsSettings(2, false), SessionObserver.NONE);

  @AfterEach
  void close() {
    metrics.close();
  }

  private Scrape scrape() {
    return new Scrape(
        new String(metrics.page().content(Optional.empty()).body(), StandardCharsets.UTF_8));
  }

  @Test
  void prometheusTextIsTheDefaultAndOpenMetricsForWhoAsks() {
    assertThat(metrics.page().content(Optional.of("*/*")).contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    MetricsPage.Content open =
        metrics
            .page()
            .content(
                Optional.of("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1"));
    assertThat(open.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(new String(open.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
  }

  @Test
  void everySeriesCarriesTheClusterAndNoSession() {
    metrics.sessions().census.enter(new Place("reader", "idle"));
    String[] lines = scrape().text().split("\n");
    assertThat(lines)
        .filteredOn(line -> !line.startsWith("#"))
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(line).contains("cluster=\"test\"").doesNotContain("session="));
  }

  @Test
  void topicsBeyondTheLimitShareTheirSeries() {
    List<ReceivedEvent> one =
        List.of(new ReceivedEvent(0, 0, 0, new byte[0], new byte[3], List.of(), Optional.empty()));
    for (int i = 0; i < 50; i++) {
      metrics.sessions().topics().of("t" + i).delivered(one);
      scrape();
    }
    Scrape scrape = scrape();
    assertThat(scrape.sum("switchboard_topic_delivered_events_total")).isEqualTo(50);
    assertThat(scrape.sum("switchboard_topic_delivered_bytes_total", "topic=\"t0\"")).isEqualTo(3);
    assertThat(scrape.sum("switchboard_topic_delivered_events_total", "topic=\"(other)\""))
        .isEqualTo(48);
    assertThat(
            scrape.text().lines().filter(l -> l.startsWith("switchboard_topic_delivered_events")))
        .hasSize(3);
  }

  @Test
  void aPhaseThatAppearsLaterIsShownFromThenOn() {
    assertThat(scrape().sum("switchboard_sessions", "phase=\"staged\"")).isZero();
    metrics.sessions().census.enter(new Place("writer", "staged"));
    assertThat(scrape().sum("switchboard_sessions", "phase=\"staged\"", "role=\"writer\""))
        .isEqualTo(1);
    metrics.sessions().census.leave(new Place("writer", "staged"));
    assertThat(scrape().sum("switchboard_sessions", "phase=\"staged\"")).isZero();
  }

  @Test
  void whatOnlyMetersHoldIsStillThereAfterACollection() {
    metrics.watchDoors(new DoorMetrics(), () -> 0, () -> 0);
    LaneLoad load = new LaneLoad(2, 7, 70, 100, 1_000);
    metrics.watchKafka(
        new LaneMetrics(),
        () -> load,
        new LedgerMetrics(),
        new ReaperMetrics(),
        new SourceMetrics());
    System.gc();
    Scrape scrape = scrape();
    assertThat(scrape.sum("switchboard_lane_queue_batches")).isEqualTo(7);
    assertThat(scrape.sum("switchboard_buffer_limit_bytes", "buffer=\"lane\"")).isEqualTo(1_000);
    assertThat(scrape.text()).doesNotContain("NaN");
  }
}
