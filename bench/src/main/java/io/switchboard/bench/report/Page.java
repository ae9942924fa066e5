package io.switchboard.bench.report;

import io.switchboard.bench.plot.Markup;
import io.switchboard.bench.plot.Plot;
import io.switchboard.bench.plot.PlotStyle;
import io.switchboard.bench.plot.PlotSvg;
import java.util.List;
import java.util.Set;

/** The few things that a page of figures is made of: headings, sentences, plots and tables. */
final class Page {
  /** Like the plots' part, without any character that would be escaped. */
  static final String CSS =
      """
      :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --faint: #c9ced6;
        --full: #7fb0e6; --light: #e3e7ec; }
      @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e8eaed;
        --faint: #3c434d; --full: #2f6db5; --light: #2b3139; } }
      body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper);
        color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      h1, h2, h3 { line-height: 1.2; }
      h2 { margin-top: 3rem; border-bottom: 1px solid var(--faint); }
      figure { margin: 1rem 0 2rem; overflow-x: auto; }
      figcaption { margin-top: 0.25rem; }
      .wide { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid var(--faint);
        text-align: right; vertical-align: top; white-space: nowrap; }
      .word { text-align: left; }
      pre { padding: 0.75rem; border: 1px solid var(--faint); white-space: pre-wrap;
        overflow-wrap: anywhere; }
      """;

  private final Markup out = new Markup();

  Page(String title) {
    out.open("html", "lang", "en");
    out.open("head");
    out.empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.element("title", title);
    out.element("style", CSS + PlotStyle.CSS);
    out.close();
    out.open("body");
    PlotStyle.patterns(out);
    out.element("h1", title);
  }

  /** The whole document; the page is done then. */
  String finish() {
    return out.close().close().finish();
  }

  void part(String heading) {
    out.element("h2", heading);
  }

  void section(String heading) {
    out.element("h3", heading);
  }

  void sentence(String text) {
    out.element("p", text);
  }

  void command(String line) {
    out.open("pre").element("code", line).close();
  }

  /** A plot and what is said below it. */
  void plot(Plot plot, String caption) {
    out.open("figure");
    PlotSvg.draw(plot, out);
    out.element("figcaption", caption).close();
  }

  /**
   * @param lines of cells, the first being the heads; nothing is written if there is none
   * @param words the columns that are words; the others are figures
   */
  void table(List<String[]> lines, Set<Integer> words) {
    if (lines.isEmpty()) {
      return;
    }
    // It may be wider than the page.
    out.open("div", "class", "wide").open("table").open("thead");
    line("th", lines.get(0), words);
    out.close().open("tbody");
    lines.stream().skip(1).forEach(cells -> line("td", cells, words));
    out.close().close().close();
  }

  private void line(String element, String[] cells, Set<Integer> words) {
    out.open("tr");
    for (int i = 0; i < cells.length; i++) {
      out.element(element, cells[i], "class", words.contains(i) ? "word" : "figure");
    }
    out.close();
  }
}
