package io.switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.settings.OwnRuns;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerTextTest {

  @Test
  void withoutABridgeItsRowStaysEmptyAndSaysWhy() {
    assertThat(text(report(settings("", Set.of(Workload.PEER)), List.of())))
        .contains("HTTP bridge", "no --peer given");
  }

  @Test
  void whoAskedForSomethingElseIsNotTold() {
    Report report = report(settings("", Set.of(Workload.COLD)), List.of());
    assertThat(PeerText.part(report)).isEmpty();
  }

  @Test
  void bothSidesAreToldWithTheRatioAndItsGoal() {
    Row row =
        new Row("publish 16 × 100, HTTP", figures(60_000), figures(10_000), 6, Goal.ratio(5), true);
    String text = text(report(settings("http://bridge:8080", Set.of(Workload.PEER)), List.of(row)));
    assertThat(text)
        .contains("http://bridge:8080", "60,000", "10,000", "6.00", "ratio >= 5.0", "met")
        .doesNotContain("no --peer given");
  }

  private static String text(Report report) {
    return PeerText.part(report).orElseThrow().text();
  }

  private static Settings settings(String peer, Set<Workload> only) {
    Settings q = Settings.quick();
    return new Settings(
        1,
        1,
        1,
        1,
        q.sessions(),
        q.eventBytes(),
        q.eventsPerPartition(),
        q.transport(),
        q.nodes(),
        q.held(),
        new OwnRuns(List.of(1), 1, 1, peer, 0),
        only);
  }

  private static Report report(Settings settings, List<Row> peer) {
    return new Report(
        "now", "here", "again", settings, List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), List.of(), List.of(), peer);
  }

  private static Figures figures(double eventsPerSecond) {
    return new Figures(eventsPerSecond, eventsPerSecond, eventsPerSecond, 1, 2, 3, Map.of());
  }
}
