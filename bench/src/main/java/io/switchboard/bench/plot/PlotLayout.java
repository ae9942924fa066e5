package io.switchboard.bench.plot;

/**
 * Where the parts of a plot have their places, in pixels from the upper left corner.
 *
 * @param plot whose
 * @param textLines of each row, above its marks: 1, or 2 if label and figures would meet
 */
record PlotLayout(Plot plot, int textLines) {
  static final int WIDTH = 720;
  static final int LINE = 18;
  static final int MARK = 18;
  static final int LEFT = 12;
  static final int RIGHT = 690;
  private static final int GAP = 12;
  private static final int AXIS = 2 * LINE + 6;

  /** More would not fit into a line: small letters are about 6.5 pixels wide. */
  private static final int LETTERS = 100;

  static PlotLayout of(Plot plot) {
    boolean narrow =
        plot.rows().stream()
            .anyMatch(row -> row.label().length() + row.figures().length() > LETTERS);
    return new PlotLayout(plot, narrow ? 2 : 1);
  }

  double x(double value) {
    return LEFT + plot.scale().at(value) * (RIGHT - LEFT);
  }

  /** Where a row's first line of text begins. */
  int rowTop(int row) {
    return keysHeight() + row * (textLines * LINE + MARK + GAP);
  }

  /** Where a row's marks begin. */
  int markTop(int row) {
    return rowTop(row) + textLines * LINE;
  }

  /** Where the axis is. */
  int axisTop() {
    return rowTop(plot.rows().size());
  }

  int height() {
    return axisTop() + AXIS;
  }

  private int keysHeight() {
    return plot.keys().isEmpty() ? 0 : LINE + GAP;
  }
}
