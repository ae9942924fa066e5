package io.switchboard.bench.plot;

/**
 * How plots look: the part of a page's style sheet, and the patterns, that {@link PlotSvg} relies
 * on. The page gives the colours {@code --ink}, {@code --paper}, {@code --faint}, {@code --full}
 * and {@code --light}.
 */
public final class PlotStyle {
  /** Without any character that would be escaped: a browser does not undo that in a style sheet. */
  public static final String CSS =
      """
      .plot { display: block; width: 100%; min-width: 36rem; max-width: 45rem; height: auto;
        font: 12px system-ui, sans-serif; }
      .plot text { fill: var(--ink); }
      .label { font-weight: 600; }
      .grid { stroke: var(--faint); fill: none; }
      .bar { stroke: var(--ink); stroke-width: 1; }
      .full { fill: var(--full); }
      .light { fill: var(--light); }
      .stripes { fill: url(#stripes) var(--light); }
      .dots { fill: url(#dots) var(--light); }
      .whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
      .dot { stroke: var(--ink); stroke-width: 1.5; fill: var(--paper); }
      .ground { fill: var(--paper); }
      .line { stroke: var(--ink); stroke-width: 1.5; fill: none; }
      .point { fill: var(--ink); }
      .patterns { position: absolute; }
      """;

  private PlotStyle() {}

  /** What bars are filled with; once for a whole page, before its first plot. */
  public static void patterns(Markup out) {
    out.open("svg", "class", "patterns", "width", "0", "height", "0", "aria-hidden", "true");
    out.open("defs");
    pattern(out, "stripes").empty("path", "class", "line", "d", "M-1 7L7-1M-1 1L1-1M5 7L7 5");
    out.close();
    pattern(out, "dots").empty("circle", "class", "point", "cx", "3", "cy", "3", "r", "1.2");
    out.close();
    out.close();
    out.close();
  }

  private static Markup pattern(Markup out, String id) {
    return out.open(
            "pattern", "id", id, "width", "6", "height", "6", "patternUnits", "userSpaceOnUse")
        .empty("rect", "class", "ground", "width", "6", "height", "6");
  }
}
