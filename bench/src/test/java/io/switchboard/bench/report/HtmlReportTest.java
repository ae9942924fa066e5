package io.switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.EncryptionCost;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.meter.MemoryStage;
import io.switchboard.bench.meter.NodeFootprint;
import io.switchboard.bench.plot.Parsed;
import io.switchboard.bench.plot.PlotStyle;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From made-up figures. */
class HtmlReportTest {
  private static final String HOSTILE = "<script>alert(\"x\" & 'y')</script>";
  private static final Report EVERYTHING =
      new Report(
          "2026-11-22T19:00:00Z",
          "2 processors, " + HOSTILE,
          "./switchboard bench --node-jvm-args '-Xmx1g -Da=<b>'",
          Settings.quick(),
          List.of(
              row("publish 16 × 100", 98_978, Goal.ratio(0.3), true),
              row("publish 16 × 1", 3_198, Goal.commitsPerSecond(1_000), true),
              row("consume 16 × 100", 139_945, Goal.ratio(0.2), false),
              row("tuned " + HOSTILE, 119_263, Goal.NONE, true)),
          List.of(comparison("consume 16 × 500")),
          List.of(new NodeFootprint("idle", 33, 34)),
          List.of(memory()),
          List.of(
              new Latency("Switchboard", 90_000, 45_000, 44_990, 2.5, 4.5, 17.5, 66.5, 123.4),
              new Latency("native transactions", 99_000, 45_000, 44_980, 3, 4, 5, 6, 7)),
          List.of(contest("consume 4 × 500")));

  private final String html = HtmlReport.of(EVERYTHING);

  @Test
  void itIsWellFormedAndNoNameBecomesMarkup() throws Exception {
    Parsed parsed = Parsed.of(html);
    assertThat(parsed.all("script")).isEmpty();
    assertThat(parsed.texts("p")).contains("2026-11-22T19:00:00Z, 2 processors, " + HOSTILE);
    assertThat(parsed.texts("h3")).contains("tuned " + HOSTILE);
  }

  @Test
  void itTellsHowToRepeatIt() throws Exception {
    assertThat(Parsed.of(html).texts("code")).containsExactly(EVERYTHING.command());
    assertThat(Parsed.of(html).texts("td")).contains("rounds of each contender", "1,024 bytes");
  }

  @Test
  void everyWorkloadHasItsPlotAndItsFigures() throws Exception {
    Parsed parsed = Parsed.of(html);
    assertThat(parsed.texts("h3"))
        .contains("publish 16 × 100", "publish 16 × 1", "consume 16 × 100", "consume 16 × 500");
    assertThat(parsed.all("svg"))
        .extracting(svg -> svg.getAttribute("aria-label"))
        .contains("publish 16 × 100: events per second", "consume 16 × 500: events per second");
    assertThat(parsed.texts("text"))
        .contains(
            "98,978 (97,978 to 99,978)",
            "3,198 (2,198 to 4,198)",
            "12.0 = client 2.0 + node 7.0 + kafka 2.5 + cassandra 0.5",
            "p50 15.0, p99 35.0",
            "p50 2.5, p90 4.5, p99 17.5, p99.9 66.5, longest 123.4");
    assertThat(parsed.texts("td"))
        .contains(
            "98,978", "97,978 to 99,978", "cassandra 0.5, client 2.0, kafka 2.5, node 7.0", "66.5");
  }

  @Test
  void whatWasAllocatedIsTold() throws Exception {
    Parsed parsed = Parsed.of(html);
    assertThat(parsed.texts("td")).contains("client 1,234, node 5,678");
    assertThat(parsed.texts("text")).contains("6,912 = client 1,234 + node 5,678");
    assertThat(parsed.texts("h2")).contains("Allocation");
  }

  @Test
  void waysOfDoingTheSameAreBesideEachOther() throws Exception {
    Parsed parsed = Parsed.of(html);
    assertThat(parsed.texts("text"))
        .contains("90,000 (89,000 to 91,000)", "200,000 (199,000 to 201,000)");
    assertThat(parsed.texts("figcaption"))
        .contains(
            "TCP to native, median of the rounds: 0.45 (0.40 to 0.50). Goal ratio >= 0.4: met."
                + " clear to native, median of the rounds: 0.48 (0.41 to 0.52). native to native,"
                + " median of the rounds: 1.00 (1.00 to 1.00). In this workload encryption costs"
                + " 5.0 % (clear to encrypted: 1.05); goal <= 10 %, met.");
  }

  @Test
  void goalsAreMetOrMissedInWords() throws Exception {
    assertThat(Parsed.of(html).texts("figcaption"))
        .contains(
            "Switchboard to native, median of the rounds: 0.50. Goal ratio >= 0.3: met.",
            "Switchboard to native, median of the rounds: 0.50. Goal >= 1,000 commits/s: met"
                + " (1,500 commits/s).",
            "Switchboard to native, median of the rounds: 0.50. Goal ratio >= 0.2: missed.",
            "Switchboard to native, median of the rounds: 0.50. No goal.",
            "3 nodes to one node, median of the rounds: 0.70 (0.65 to 0.80). Goal ratio >= 0.75,"
                + " at least 0.60: above the floor.");
    assertThat(Parsed.of(html).texts("p"))
        .contains("node idle: 33 MiB of heap in use, 34 threads; goal < 150 MiB, met");
  }

  @Test
  void whatSessionsCostIsBesideItsLimits() throws Exception {
    assertThat(Parsed.of(html).texts("tr"))
        .map(line -> line.replace("\n", "|"))
        .contains(
            "bytes per waiting session|20,972|20,000|missed|",
            "bytes per passivated session|105|200|met|",
            "all passivated|101.00|0.00|95|");
  }

  @Test
  void itNeedsNothingFromElsewhere() throws Exception {
    assertThat(html).doesNotContain("://", "@import", "src=", "href=", "<link", "<script");
    assertThat(html.split("url\\(", -1)).hasSize(3);
    assertThat(html).contains("url(#stripes)", "url(#dots)");
    assertThat(Parsed.of(html).all("pattern"))
        .extracting(pattern -> pattern.getAttribute("id"))
        .containsExactly("stripes", "dots");
  }

  @Test
  void theStyleSheetHasNothingThatABrowserWouldReadEscaped() {
    assertThat(html).contains(Page.CSS + PlotStyle.CSS).contains("prefers-color-scheme: dark");
  }

  @Test
  void whatWasNotMeasuredHasNoPart() throws Exception {
    Report nothing =
        new Report(
            "now",
            "here",
            "again",
            Settings.quick(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    Parsed parsed = Parsed.of(HtmlReport.of(nothing));
    assertThat(parsed.texts("h2")).containsExactly("Settings");
    assertThat(parsed.all("svg"))
        .extracting(svg -> svg.getAttribute("class"))
        .containsExactly("patterns");
  }

  @Test
  void processorTimesThatTheSystemDoesNotTellAreNotDrawnAsNothing() throws Exception {
    Figures untold = new Figures(1, 1, 1, 1, 1, 1, Map.of());
    Report report =
        new Report(
            "now",
            "here",
            "again",
            Settings.quick(),
            List.of(new Row("publish", untold, untold, 1, Goal.NONE, true)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(Parsed.of(HtmlReport.of(report)).texts("text")).contains("not told by this system");
  }

  @Test
  void everyWorkloadThatCanBeAskedForIsNamedInTheSettings() throws Exception {
    Settings q = Settings.quick();
    Settings all =
        new Settings(
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
            q.ownRuns(),
            EnumSet.allOf(Workload.class));
    assertThat(SettingsText.lines(all).get(1)[1])
        .isEqualTo(
            "PUBLISH, PUBLISH_TUNED, SINGLE, CONSUME, IDLE, CLUSTER, SESSIONS, LATENCY,"
                + " CONTENDERS, SCENARIOS, FANOUT, COLD, CHURN, PEER");
  }

  private static Row row(String workload, double eventsPerSecond, Goal goal, boolean met) {
    return new Row(
        workload, figures(eventsPerSecond), figures(eventsPerSecond * 2), 0.5, goal, met);
  }

  private static Contest contest(String workload) {
    return new Contest(
        workload,
        List.of(
            new Contest.Entry("TCP", figures(90_000), 0.45, 0.4, 0.5, Goal.ratio(0.4), true),
            new Contest.Entry("clear", figures(95_000), 0.48, 0.41, 0.52, Goal.NONE, true),
            new Contest.Entry("native", figures(200_000), 1, 1, 1, Goal.NONE, true)),
        new EncryptionCost(5, 1.05, 10, true));
  }

  private static Comparison comparison(String workload) {
    return new Comparison(
        workload,
        3,
        figures(70_000),
        figures(100_000),
        0.7,
        0.65,
        0.8,
        0.75,
        0.60,
        Comparison.Verdict.ABOVE_FLOOR);
  }

  private static Figures figures(double eventsPerSecond) {
    return new Figures(
        eventsPerSecond,
        eventsPerSecond - 1_000,
        eventsPerSecond + 1_000,
        1_500,
        15,
        35,
        new TreeMap<>(Map.of("client", 2.0, "node", 7.0, "kafka", 2.5, "cassandra", 0.5)),
        new TreeMap<>(Map.of("client", 1_234.0, "node", 5_678.0)));
  }

  private static SessionMemory memory() {
    return SessionMemory.of(
        10_000,
        1_000,
        stage("before", 100, 90),
        stage("all passivated", 101, 95),
        stage("1000 waiting", 121, 141));
  }

  private static MemoryStage stage(String when, double heapMiB, int threads) {
    return new MemoryStage(
        when, List.of(new NodeFootprint(when, heapMiB, threads)), heapMiB, 0, threads);
  }
}
