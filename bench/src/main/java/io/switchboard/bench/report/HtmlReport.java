package io.switchboard.bench.report;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.Limit;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.figures.SessionMemory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A report as one HTML file that needs nothing else: which parts it has, and in which order. A part
 * that was not measured is not there.
 */
public final class HtmlReport {
  private static final Set<Integer> LIMIT_WORDS = Set.of(0, 3);

  private final Report report;
  private final Page page = new Page("Switchboard benchmark");

  private HtmlReport(Report report) {
    this.report = report;
  }

  public static String of(Report report) {
    return new HtmlReport(report).write();
  }

  private String write() {
    page.sentence(report.started() + ", " + report.machine());
    page.sentence(TableText.conditions(report.settings()));
    page.sentence(
        "All contenders worked on this one machine, by turns. Ratios can be compared with those of"
            + " other machines, roughly; figures cannot.");
    settings();
    nativeClients();
    nodes();
    contests();
    processorTime();
    allocation();
    latencies();
    sessions();
    parts();
    footprints();
    tables();
    return page.finish();
  }

  private void settings() {
    page.part("Settings");
    page.sentence("The same again:");
    page.command(report.command());
    page.table(SettingsText.lines(report.settings()), SettingsText.WORDS);
  }

  private void nativeClients() {
    if (report.rows().isEmpty()) {
      return;
    }
    page.part("One node beside native clients");
    for (Row row : report.rows()) {
      page.section(row.workload());
      page.plot(EventsPlot.of(Side.of(row)), Caption.of(row));
    }
  }

  private void nodes() {
    if (report.comparisons().isEmpty()) {
      return;
    }
    page.part("Several nodes beside one");
    for (Comparison comparison : report.comparisons()) {
      page.section(comparison.workload());
      page.plot(EventsPlot.of(Side.of(comparison)), Caption.of(comparison));
    }
  }

  private void contests() {
    if (report.contests().isEmpty()) {
      return;
    }
    page.part("Ways of doing the same");
    for (Contest contest : report.contests()) {
      page.section(contest.workload());
      page.plot(EventsPlot.of(Side.of(contest)), Caption.of(contest));
    }
  }

  private void processorTime() {
    if (Side.of(report).isEmpty()) {
      return;
    }
    page.part("Processor time");
    everyone()
        .forEach(
            sides ->
                page.plot(
                    CostPlot.processorTime(sides),
                    "Each stack is client, nodes, Kafka and Cassandra, from the left; each process"
                        + " has the median of its rounds."));
  }

  private void allocation() {
    List<List<Side>> told =
        everyone().stream()
            .filter(sides -> sides.stream().anyMatch(HtmlReport::tellsAllocation))
            .toList();
    if (told.isEmpty()) {
      return;
    }
    page.part("Allocation");
    told.forEach(
        sides ->
            page.plot(
                CostPlot.allocated(sides),
                "On the heaps of client and nodes, from the left; the client's with what the load"
                    + " generator takes. Medians of the rounds."));
  }

  private static boolean tellsAllocation(Side side) {
    return !side.figures().allocatedBytesPerEvent().isEmpty();
  }

  /** Those that were measured together. */
  private List<List<Side>> everyone() {
    return Stream.of(Side.ofRows(report), Side.ofComparisons(report), Side.ofContests(report))
        .filter(sides -> !sides.isEmpty())
        .toList();
  }

  private void latencies() {
    if (Side.of(report).isEmpty() && report.latencies().isEmpty()) {
      return;
    }
    page.part("Latency");
    if (!report.rows().isEmpty()) {
      atFullSpeed(Side.ofRows(report));
    }
    if (!report.comparisons().isEmpty()) {
      atFullSpeed(Side.ofComparisons(report));
    }
    if (!report.contests().isEmpty()) {
      page.section("At full speed: ways of doing the same");
      unpaced(Side.ofContests(report));
    }
    if (!report.latencies().isEmpty()) {
      page.section("At fixed rates");
      page.plot(LatencyPlot.atFixedRates(report.latencies()), LatencyText.HEADING + ".");
    }
  }

  private void atFullSpeed(List<Side> sides) {
    page.section("At full speed: " + sides.get(0).client() + " and " + sides.get(1).client());
    unpaced(sides);
  }

  private void unpaced(List<Side> sides) {
    page.plot(
        LatencyPlot.unpaced(sides),
        "Of a batch, published or read, when each follows the one before at once.");
  }

  private void sessions() {
    for (SessionMemory memory : report.sessionMemory()) {
      page.part("What sessions cost");
      page.sentence(SessionMemoryText.heading(memory));
      page.table(SessionMemoryText.lines(memory), SessionMemoryText.WORDS);
      page.table(Limit.lines(memory.limits()), LIMIT_WORDS);
    }
  }

  private void parts() {
    for (Part part : report.parts()) {
      page.part(part.title());
      page.sentence(part.sentence() + ".");
      part.plots().forEach(plot -> page.plot(plot, plot.title() + "."));
      page.table(part.lines(), part.words());
      if (!part.limits().isEmpty()) {
        page.table(Limit.lines(part.limits()), LIMIT_WORDS);
      }
    }
  }

  private void footprints() {
    if (!report.footprints().isEmpty()) {
      page.part("The node without load");
      report.footprints().forEach(footprint -> page.sentence(footprint.text()));
    }
  }

  private void tables() {
    List<Side> sides = Side.of(report);
    if (sides.isEmpty() && report.latencies().isEmpty()) {
      return;
    }
    page.part("All figures");
    page.table(ThroughputText.lines(report), ThroughputText.WORDS);
    page.table(ContestText.lines(report.contests()), ContestText.WORDS);
    if (!sides.isEmpty()) {
      page.section("By process");
      page.table(CostText.lines(sides), CostText.WORDS);
    }
    if (!report.latencies().isEmpty()) {
      page.section("Latency at fixed rates");
      page.table(LatencyText.lines(report.latencies()), LatencyText.WORDS);
    }
  }
}
