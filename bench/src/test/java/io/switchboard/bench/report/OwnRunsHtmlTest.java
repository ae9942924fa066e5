package io.switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.figures.Churn;
import io.switchboard.bench.figures.ColdStart;
import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.figures.Percentiles;
import io.switchboard.bench.plot.Parsed;
import io.switchboard.bench.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Workloads that have runs of their own, as a browser is shown them; from made-up figures. */
class OwnRunsHtmlTest {
  private static final Percentiles TIME = new Percentiles(1.5, 20.5, 300.5);

  @Test
  void eachHasItsPartWithPlotTableAndGoals() throws Exception {
    Parsed parsed =
        Parsed.of(
            HtmlReport.of(
                report(
                    List.of(FanOut.of(10, 1_024, List.of(step(1, 1.25), step(1_000, 5)))),
                    List.of(new ColdStart("read: the next batch", 200, TIME)),
                    List.of(
                        new Churn(
                            "writers", 16, 150, 100, 200, TIME, TIME, Map.of("node", 2.0))))));
    assertThat(parsed.texts("h2"))
        .contains(
            "Many readers of one topic", "A session's first calls", "Sessions that begin and end");
    assertThat(parsed.all("svg"))
        .extracting(svg -> svg.getAttribute("aria-label"))
        .contains(
            "latencies of events, from due to received",
            "latencies of sessions' first calls",
            "latencies of allocate and dispose");
    assertThat(parsed.texts("text"))
        .contains("1,000 readers", "dispose, writers", "p50 1.5, p99 20.5, longest 300.5");
    assertThat(parsed.texts("tr"))
        .map(line -> line.replace("\n", "|"))
        .contains("broker traffic of 1,000 readers to that of 1|4.00|3.00|missed|");
  }

  @Test
  void whatWasNotAskedForHasNoPart() throws Exception {
    assertThat(Parsed.of(HtmlReport.of(report(List.of(), List.of(), List.of()))).texts("h2"))
        .containsExactly("Settings");
  }

  private static FanOut.Step step(int readers, double brokerBytesPerByte) {
    return new FanOut.Step(readers, 20, 20, brokerBytesPerByte, 6, 10, TIME, Map.of());
  }

  private static Report report(List<FanOut> fanOut, List<ColdStart> coldStarts, List<Churn> churn) {
    return new Report(
        "now",
        "here",
        "again",
        Settings.quick(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        fanOut,
        coldStarts,
        churn,
        List.of());
  }
}
