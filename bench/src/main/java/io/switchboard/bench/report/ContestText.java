package io.switchboard.bench.report;

import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Contests as plain text: all ways of doing a workload below each other. */
final class ContestText {
  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0, 1, 9, 10);

  private static final String[] HEADS = {
    "workload",
    "contender",
    "events/s",
    "(lowest to highest)",
    "batches/s",
    "p50 ms",
    "p99 ms",
    "to native",
    "(lowest to highest)",
    "goal",
    ""
  };

  private ContestText() {}

  static String of(List<Contest> contests) {
    if (contests.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(Columns.aligned(lines(contests), WORDS));
    contests.forEach(contest -> text.append(encryption(contest)).append(System.lineSeparator()));
    return text.append(System.lineSeparator()).toString();
  }

  /** What encryption costs in a workload. */
  static String encryption(Contest contest) {
    return contest.workload() + ": " + contest.encryption().text();
  }

  /** The table's cells, the first line being the heads; none if there was no contest. */
  static List<String[]> lines(List<Contest> contests) {
    List<String[]> lines = new ArrayList<>();
    for (Contest contest : contests) {
      String workload = contest.workload();
      for (Contest.Entry entry : contest.contenders()) {
        lines.add(line(workload, entry));
        workload = "";
      }
    }
    if (!lines.isEmpty()) {
      lines.add(0, HEADS);
    }
    return lines;
  }

  private static String[] line(String workload, Contest.Entry entry) {
    Figures f = entry.figures();
    String goal = entry.goal().text();
    return new String[] {
      workload,
      entry.contender(),
      Numbers.whole(f.eventsPerSecond()),
      new Side(workload, entry.contender(), f).eventsPerSecondRange(),
      Numbers.whole(f.batchesPerSecond()),
      Numbers.tenths(f.p50Millis()),
      Numbers.tenths(f.p99Millis()),
      Numbers.hundredths(entry.ratio()),
      entry.ratioRange(),
      goal,
      goal.isEmpty() ? "" : entry.goalMet() ? "met" : "MISSED"
    };
  }
}
