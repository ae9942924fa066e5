package io.switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.figures.Churn;
import io.switchboard.bench.figures.ColdStart;
import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Percentiles;
import io.switchboard.bench.figures.Sample;
import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.meter.MemoryStage;
import io.switchboard.bench.meter.NodeFootprint;
import io.switchboard.bench.settings.Settings;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What the tables of the plain text tell of figures that are made up. */
class TablesTest {
  private static final Percentiles TIME = new Percentiles(50, 99, 100);

  @Test
  void aFanOutsTableTellsEveryStepAndGoal() {
    FanOut fanOut = FanOut.of(10, 1_000, List.of(step(1, 1.1), step(1_000, 1.2)));
    assertThat(FanOutText.part(fanOut).text())
        .contains("batches of 10 events of 1,000 bytes", "1.10", "1.20", "1.09; goal <= 3.00, met");
  }

  @Test
  void aContestsTableNamesTheWorkloadOnceAndTellsEveryWay() {
    Contest contest =
        Contest.of(
            "publish 2 × 5",
            List.of("ours", "clear", "native"),
            "native",
            "ours",
            "clear",
            Goal.ratio(0.6),
            Map.of(
                "ours", List.of(sample(70), sample(30), sample(90)),
                "clear", List.of(sample(80), sample(40), sample(120)),
                "native", List.of(sample(100), sample(60), sample(100))));
    assertThat(ContestText.of(List.of(contest)).lines())
        .hasSize(6)
        .anyMatch(
            line -> line.matches("publish 2 × 5 +ours .* 0.70 +0.50 to 0.90 +ratio >= 0.6 +met"))
        .anyMatch(line -> line.matches(" +clear .*0.80 +0.67 to 1.20"))
        .anyMatch(line -> line.startsWith("publish 2 × 5: encryption costs 25.0 %"));
    assertThat(ContestText.of(List.of())).isEmpty();
  }

  @Test
  void aComparisonsTableShowsBothSidesAndTheSpread() {
    Comparison comparison =
        Comparison.of("publish 2 × 5", 3, List.of(sample(70)), List.of(sample(100)));
    Report report =
        new Report(
            "now",
            "here",
            "again",
            Settings.quick(),
            List.of(),
            List.of(comparison),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(TableText.of(report))
        .contains("3 nodes", "one node", "0.70 to 0.70", "at least 0.60", "above the floor");
  }

  @Test
  void whatSessionsCostIsToldWithEveryGoal() {
    SessionMemory memory =
        SessionMemory.of(10_000, 1_000, stage(100, 90), stage(101, 95), stage(111, 100));
    assertThat(SessionMemoryText.of(memory))
        .contains(
            "10,000 readers' sessions on 1 nodes, 1,000 of them waiting",
            "bytes per waiting session: 10,486; goal <= 20,000, met",
            "bytes per passivated session: 105; goal <= 200, met",
            "threads more, waiting than before: 10; goal <= 50, met");
  }

  @Test
  void aSessionsFirstCallsAreToldWithTheirTimes() {
    assertThat(ColdText.part(List.of(new ColdStart("publish", 100, TIME))).text())
        .contains("publish", "50.0", "99.0");
  }

  @Test
  void sessionsThatBeginAndEndAreToldWithTheirSpreadAndCost() {
    Churn churn = new Churn("writers", 16, 150, 50, 300, TIME, TIME, Map.of("node", 2.0));
    assertThat(ChurnText.part(List.of(churn)).text()).contains("50 to 300", "node 2.00");
  }

  @Test
  void aLatencyIsToldWithTheRateThatWasWanted() {
    Latency latency = new Latency("x", 1_000, 500, 100, 1, 1, 2, 2, 2);
    assertThat(LatencyText.of(List.of(latency))).contains("500", "2.0");
  }

  private static FanOut.Step step(int readers, double brokerBytesPerByte) {
    return new FanOut.Step(readers, 25, 25, brokerBytesPerByte, 6, 10, TIME, Map.of());
  }

  private static Sample sample(long events) {
    return new Sample(events, 10, 2, new Histogram(1_000, 3), Map.of("node-1", 1.0));
  }

  private static MemoryStage stage(double heapMiB, int threads) {
    return new MemoryStage(
        "then", List.of(new NodeFootprint("then", heapMiB, threads)), heapMiB, 0, threads);
  }
}
