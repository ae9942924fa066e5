package io.switchboard.bench.report;

import io.switchboard.bench.figures.Comparison;
import io.switchboard.bench.figures.Contest;
import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.Row;
import java.util.Locale;

/** What is said below a workload's plot: the ratio, and whether it is what was wanted. */
final class Caption {
  private Caption() {}

  static String of(Row row) {
    String ratio =
        "Switchboard to native, median of the rounds: " + Numbers.hundredths(row.ratio()) + ". ";
    if (row.goal().text().isEmpty()) {
      return ratio + "No goal.";
    }
    String reached =
        row.goal().of() == Goal.Figure.COMMITS_PER_SECOND
            ? " (" + Numbers.whole(row.switchboard().batchesPerSecond()) + " commits/s)"
            : "";
    return ratio
        + "Goal "
        + row.goal().text()
        + (row.goalMet() ? ": met" : ": missed")
        + reached
        + ".";
  }

  static String of(Contest contest) {
    StringBuilder text = new StringBuilder();
    for (Contest.Entry entry : contest.contenders()) {
      text.append(entry.contender())
          .append(" to native, median of the rounds: ")
          .append(Numbers.hundredths(entry.ratio()))
          .append(" (")
          .append(entry.ratioRange())
          .append("). ");
      if (!entry.goal().text().isEmpty()) {
        text.append("Goal ")
            .append(entry.goal().text())
            .append(entry.goalMet() ? ": met. " : ": missed. ");
      }
    }
    return text.append("In this workload ")
        .append(contest.encryption().text())
        .append('.')
        .toString();
  }

  static String of(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "%d nodes to one node, median of the rounds: %s (%s). Goal %s: %s.",
        comparison.nodes(),
        Numbers.hundredths(comparison.ratio()),
        comparison.ratioRange(),
        comparison.goalText(),
        comparison.verdict().text().toLowerCase(Locale.ROOT));
  }
}
