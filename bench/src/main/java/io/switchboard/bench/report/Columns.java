package io.switchboard.bench.report;

import java.util.List;
import java.util.Set;

/** Lays cells out below each other. */
final class Columns {
  private Columns() {}

  /**
   * One line of text for each line of cells, all lines having as many.
   *
   * @param toTheLeft which columns are words; the others are figures
   */
  static String aligned(List<String[]> lines, Set<Integer> toTheLeft) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < line.length; i++) {
        String align = toTheLeft.contains(i) ? "-" : "";
        row.append(String.format("%" + align + Math.max(1, widths[i]) + "s  ", line[i]));
      }
      text.append(row.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
