package io.switchboard.bench.plot;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Draws a plot as SVG. All deciding is done when it begins. */
public final class PlotSvg {
  /** From a line's upper end to where its letters stand. */
  private static final int BASELINE = 13;

  private static final double LETTER_WIDTH = 7;
  private static final int SWATCH = 22;

  private final Markup out;
  private final PlotLayout layout;

  private PlotSvg(Markup out, PlotLayout layout) {
    this.out = out;
    this.layout = layout;
  }

  /** Draws into a document that has {@link PlotStyle} and its patterns. */
  public static void draw(Plot plot, Markup out) {
    new PlotSvg(out, PlotLayout.of(plot)).draw();
  }

  private void draw() {
    Plot plot = layout.plot();
    out.open(
        "svg",
        "class",
        "plot",
        "role",
        "img",
        "aria-label",
        plot.title(),
        "viewBox",
        "0 0 " + PlotLayout.WIDTH + " " + layout.height());
    keys();
    axis();
    for (int i = 0; i < plot.rows().size(); i++) {
      row(i, plot.rows().get(i));
    }
    out.close();
  }

  private void keys() {
    double x = PlotLayout.LEFT;
    for (Plot.Key key : layout.plot().keys()) {
      if (key.sign() instanceof Fill fill) {
        rect(x, 0, SWATCH - 6.0, fill);
      } else if (key.sign() instanceof Shape shape) {
        shape(x + (SWATCH - 6.0) / 2, PlotLayout.MARK / 2.0, shape);
      }
      text(x + SWATCH, BASELINE, "start", "key", key.text());
      x += SWATCH + key.text().length() * LETTER_WIDTH + SWATCH;
    }
  }

  private void axis() {
    int top = layout.rowTop(0);
    int bottom = layout.axisTop();
    for (double tick : layout.plot().scale().ticks()) {
      String x = number(layout.x(tick));
      out.empty("path", "class", "grid", "d", "M" + x + " " + top + "V" + bottom);
      text(layout.x(tick), bottom + BASELINE, "middle", "tick", label(tick));
    }
    int unitLine = bottom + PlotLayout.LINE + BASELINE;
    text(PlotLayout.RIGHT, unitLine, "end", "unit", layout.plot().unit());
  }

  private void row(int index, Plot.Row row) {
    int line = layout.rowTop(index) + BASELINE;
    text(PlotLayout.LEFT, line, "start", "label", row.label());
    if (layout.textLines() == 1) {
      text(PlotLayout.RIGHT, line, "end", "figures", row.figures());
    } else {
      text(PlotLayout.LEFT, line + PlotLayout.LINE, "start", "figures", row.figures());
    }
    row.marks().forEach(mark -> mark(mark, layout.markTop(index)));
  }

  private void mark(Plot.Mark mark, int top) {
    if (mark instanceof Plot.Bar bar) {
      double from = layout.x(bar.from());
      rect(from, top, Math.max(0, layout.x(bar.to()) - from), bar.fill());
    } else if (mark instanceof Plot.Whisker whisker) {
      whisker(layout.x(whisker.from()), layout.x(whisker.to()), top);
    } else if (mark instanceof Plot.Dot dot) {
      shape(layout.x(dot.at()), top + PlotLayout.MARK / 2.0, dot.shape());
    }
  }

  private void rect(double x, int y, double width, Fill fill) {
    out.empty(
        "rect",
        "class",
        "bar " + fill.styleClass(),
        "x",
        number(x),
        "y",
        Integer.toString(y),
        "width",
        number(width),
        "height",
        Integer.toString(PlotLayout.MARK));
  }

  private void whisker(double from, double to, int top) {
    String middle = number(top + PlotLayout.MARK / 2.0);
    String cap = " " + (top + 4) + "v" + (PlotLayout.MARK - 8);
    out.empty(
        "path",
        "class",
        "whisker",
        "d",
        "M"
            + number(from)
            + cap
            + "M"
            + number(to)
            + cap
            + "M"
            + number(from)
            + " "
            + middle
            + "H"
            + number(to));
  }

  private void shape(double x, double y, Shape shape) {
    out.empty("path", "class", "dot", "d", "M" + number(x) + " " + number(y) + shape.path());
  }

  private void text(double x, int y, String anchor, String styleClass, String text) {
    out.element(
        "text",
        text,
        "class",
        styleClass,
        "x",
        number(x),
        "y",
        Integer.toString(y),
        "text-anchor",
        anchor);
  }

  private static String number(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  private static String label(double tick) {
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(tick);
  }
}
