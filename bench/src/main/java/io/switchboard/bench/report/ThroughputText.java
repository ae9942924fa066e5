package io.switchboard.bench.report;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The main table: each workload, with both contenders below each other. */
final class ThroughputText {
  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0, 1, 8, 9);

  private static final String[] HEADS = {
    "workload",
    "client",
    "events/s",
    "(lowest to highest)",
    "batches/s",
    "p50 ms",
    "p99 ms",
    "ratio",
    "goal",
    ""
  };

  private ThroughputText() {}

  /** Its cells, the first line being the heads; none if nothing was measured. */
  static List<String[]> lines(Report report) {
    List<String[]> lines = new ArrayList<>();
    report.rows().forEach(row -> lines.addAll(lines(row)));
    report.comparisons().forEach(comparison -> lines.addAll(lines(comparison)));
    if (!lines.isEmpty()) {
      lines.add(0, HEADS);
    }
    return lines;
  }

  private static List<String[]> lines(Row row) {
    String goal = row.goal().text();
    List<Side> sides = Side.of(row);
    return List.of(
        line(
            row.workload(),
            sides.get(0),
            Numbers.hundredths(row.ratio()),
            goal,
            goal.isEmpty() ? "" : row.goalMet() ? "met" : "MISSED"),
        line("", sides.get(1), "", "", ""));
  }

  private static List<String[]> lines(Comparison c) {
    List<Side> sides = Side.of(c);
    return List.of(
        line(
            c.workload(),
            sides.get(0),
            Numbers.hundredths(c.ratio()),
            c.goalText(),
            c.verdict().text()),
        line("", sides.get(1), c.ratioRange(), "", ""));
  }

  private static String[] line(
      String workload, Side side, String ratio, String goal, String verdict) {
    Figures f = side.figures();
    return new String[] {
      workload,
      side.client(),
      Numbers.whole(f.eventsPerSecond()),
      side.eventsPerSecondRange(),
      Numbers.whole(f.batchesPerSecond()),
      Numbers.tenths(f.p50Millis()),
      Numbers.tenths(f.p99Millis()),
      ratio,
      goal,
      verdict
    };
  }
}
