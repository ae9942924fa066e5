package io.switchboard.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PlotSvgTest {

  @Test
  void aBarIsAsLongAsItsValue() throws Exception {
    Parsed drawn =
        drawn(row("a", new Plot.Bar(0, 5, Fill.FULL)), row("b", new Plot.Bar(0, 10, Fill.LIGHT)));
    assertThat(numbers(drawn, "rect", "width")).containsExactly(339.0, 678.0);
    assertThat(numbers(drawn, "rect", "x")).containsExactly(12.0, 12.0);
  }

  @Test
  void theBarsOfAStackLieBesideEachOther() throws Exception {
    Parsed drawn =
        drawn(row("a", new Plot.Bar(0, 5, Fill.FULL), new Plot.Bar(5, 10, Fill.STRIPES)));
    assertThat(numbers(drawn, "rect", "x")).containsExactly(12.0, 351.0);
    assertThat(drawn.all("rect"))
        .extracting(rect -> rect.getAttribute("class"))
        .containsExactly("bar full", "bar stripes");
  }

  @Test
  void whatHasNoValueIsDrawnAtTheBeginning() throws Exception {
    Parsed drawn = drawn(row("a", new Plot.Bar(0, Double.NaN, Fill.FULL)));
    assertThat(numbers(drawn, "rect", "width")).containsExactly(0.0);
  }

  @Test
  void aWhiskerLiesBetweenItsValuesAndADotAtItsOwn() throws Exception {
    Parsed drawn = drawn(row("a", new Plot.Whisker(5, 10), new Plot.Dot(5, Shape.CROSS)));
    assertThat(paths(drawn, "whisker")).singleElement().asString().contains("M351.0", "H690.0");
    assertThat(paths(drawn, "dot")).singleElement().asString().startsWith("M351.0");
  }

  @Test
  void textsOfARowThatWouldMeetAreBelowEachOther() throws Exception {
    assertThat(height(drawn(row("a")))).isEqualTo(90);
    assertThat(height(drawn(row("a".repeat(100))))).isEqualTo(108);
  }

  @Test
  void keysAndTicksAreWritten() throws Exception {
    Markup out = new Markup();
    PlotSvg.draw(
        new Plot(
            "title",
            "unit",
            LinearScale.upTo(1_000),
            List.of(new Plot.Key(Fill.DOTS, "dotted"), new Plot.Key(Shape.SQUARE, "square")),
            List.of()),
        out);
    assertThat(Parsed.of(out.finish()).texts("text"))
        .containsExactly("dotted", "square", "0", "200", "400", "600", "800", "1,000", "unit");
  }

  private static Plot.Row row(String label, Plot.Mark... marks) {
    return new Plot.Row(label, "7", List.of(marks));
  }

  private static Parsed drawn(Plot.Row... rows) throws Exception {
    Markup out = new Markup();
    PlotSvg.draw(
        new Plot("title", "unit", LinearScale.upTo(10), List.of(), Arrays.asList(rows)), out);
    return Parsed.of(out.finish());
  }

  private static List<Double> numbers(Parsed drawn, String element, String attribute) {
    return drawn.all(element).stream()
        .map(found -> Double.valueOf(found.getAttribute(attribute)))
        .toList();
  }

  private static List<String> paths(Parsed drawn, String styleClass) {
    return drawn.all("path").stream()
        .filter(path -> path.getAttribute("class").equals(styleClass))
        .map(path -> path.getAttribute("d"))
        .toList();
  }

  private static int height(Parsed drawn) {
    Element svg = drawn.all("svg").get(0);
    return Integer.parseInt(svg.getAttribute("viewBox").split(" ", -1)[3]);
  }
}
