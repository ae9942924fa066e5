package io.switchboard.bench.report;

import io.switchboard.bench.figures.Limit;
import io.switchboard.bench.plot.Plot;
import java.util.List;
import java.util.Set;

/**
 * A part of a report that is a table with its goals, in whatever form the report is written.
 *
 * @param title its heading
 * @param sentence what the figures are
 * @param lines of cells, all having as many, the first being the heads
 * @param words the columns that are words; the others are figures
 * @param limits what the figures are held against
 * @param plots of some of the figures, for who can show them
 */
record Part(
    String title,
    String sentence,
    List<String[]> lines,
    Set<Integer> words,
    List<Limit> limits,
    List<Plot> plots) {

  /** As plain text. */
  String text() {
    StringBuilder text = new StringBuilder(System.lineSeparator());
    text.append(sentence).append(System.lineSeparator());
    text.append(Columns.aligned(lines, words));
    limits.forEach(limit -> text.append(limit.text()).append(System.lineSeparator()));
    return text.toString();
  }
}
