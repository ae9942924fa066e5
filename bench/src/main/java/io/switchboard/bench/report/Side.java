package io.switchboard.bench.report;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.Row;
import java.util.List;
import java.util.stream.Stream;

/**
 * One contender in one workload, whatever it was measured beside.
 *
 * @param client its name in the table
 */
record Side(String workload, String client, Figures figures) {

  static List<Side> of(Row row) {
    return List.of(
        new Side(row.workload(), "Switchboard", row.switchboard()),
        new Side(row.workload(), "native", row.nativeClient()));
  }

  static List<Side> of(Comparison comparison) {
    return List.of(
        new Side(comparison.workload(), comparison.nodes() + " nodes", comparison.cluster()),
        new Side(comparison.workload(), "one node", comparison.oneNode()));
  }

  static List<Side> of(Contest contest) {
    return contest.contenders().stream()
        .map(entry -> new Side(contest.workload(), entry.contender(), entry.figures()))
        .toList();
  }

  static List<Side> ofRows(Report report) {
    return report.rows().stream().flatMap(row -> of(row).stream()).toList();
  }

  static List<Side> ofComparisons(Report report) {
    return report.comparisons().stream().flatMap(comparison -> of(comparison).stream()).toList();
  }

  static List<Side> ofContests(Report report) {
    return report.contests().stream().flatMap(contest -> of(contest).stream()).toList();
  }

  /** All, in the order of the table. */
  static List<Side> of(Report report) {
    return Stream.of(ofRows(report), ofComparisons(report), ofContests(report))
        .flatMap(List::stream)
        .toList();
  }

  /** From the slowest round to the fastest. */
  String eventsPerSecondRange() {
    return Numbers.whole(figures.lowestEventsPerSecond())
        + " to "
        + Numbers.whole(figures.highestEventsPerSecond());
  }
}
