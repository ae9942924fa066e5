package io.switchboard.bench.report;

import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.plot.Fill;
import io.switchboard.bench.plot.LinearScale;
import io.switchboard.bench.plot.Plot;
import java.util.List;

/** Two contenders' events per second in one workload: medians, and how far the rounds lie apart. */
final class EventsPlot {
  private EventsPlot() {}

  /**
   * @param sides the first one is the one that is looked at
   */
  static Plot of(List<Side> sides) {
    double highest =
        sides.stream().mapToDouble(side -> side.figures().highestEventsPerSecond()).max().orElse(0);
    return new Plot(
        sides.stream().findFirst().map(Side::workload).orElse("") + ": events per second",
        "events/s; bar: median of the rounds, line: lowest to highest round",
        LinearScale.upTo(highest),
        List.of(),
        sides.stream()
            .map(side -> row(side, side.equals(sides.get(0)) ? Fill.FULL : Fill.LIGHT))
            .toList());
  }

  private static Plot.Row row(Side side, Fill fill) {
    Figures f = side.figures();
    return new Plot.Row(
        side.client(),
        Numbers.whole(f.eventsPerSecond()) + " (" + side.eventsPerSecondRange() + ")",
        List.of(
            new Plot.Bar(0, f.eventsPerSecond(), fill),
            new Plot.Whisker(f.lowestEventsPerSecond(), f.highestEventsPerSecond())));
  }
}
