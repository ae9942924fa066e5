package io.switchboard.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows with columns of equal width, as people read them. For one thread. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** With these headings. */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row, with as many cells as headings. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** The lines, headings first. */
  public List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
