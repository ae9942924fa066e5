package io.switchboard.bench;

import java.util.Locale;

/** What is said below a workload's plot: the ratio, and whether it is what was wanted. */
final class Caption {
  private Caption() {}

  static String of(Report.Row row) {
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
