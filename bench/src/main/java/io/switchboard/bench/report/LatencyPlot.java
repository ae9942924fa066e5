package io.switchboard.bench.report;

import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.Percentiles;
import io.switchboard.bench.plot.LogScale;
import io.switchboard.bench.plot.Plot;
import io.switchboard.bench.plot.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Percentiles of batches' latencies, which lie too far apart for a linear axis. */
final class LatencyPlot {
  private static final String UNIT = "milliseconds, logarithmic";

  /** A percentile, or the longest of all. */
  private record Point(String name, Shape shape, double millis) {
    String text() {
      return name + " " + Numbers.tenths(millis);
    }
  }

  /** One row. */
  private record Points(String label, List<Point> points) {}

  private LatencyPlot() {}

  /** Of batches that follow each other as fast as they can. */
  static Plot unpaced(List<Side> sides) {
    return of("latencies of batches at full speed", sides.stream().map(LatencyPlot::of).toList());
  }

  /** Of batches by a time table. */
  static Plot atFixedRates(List<Latency> latencies) {
    return of(
        "latencies of batches at fixed rates", latencies.stream().map(LatencyPlot::of).toList());
  }

  /**
   * Of calls of several kinds.
   *
   * @param labels of the rows, one for each of the times
   */
  static Plot ofCalls(String title, List<String> labels, List<Percentiles> times) {
    List<Points> rows = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      Percentiles time = times.get(i);
      rows.add(
          new Points(
              labels.get(i),
              List.of(
                  new Point("p50", Shape.CIRCLE, time.p50Millis()),
                  new Point("p99", Shape.TRIANGLE, time.p99Millis()),
                  new Point("longest", Shape.CROSS, time.maxMillis()))));
    }
    return of(title, rows);
  }

  private static Points of(Side side) {
    return new Points(
        side.workload() + ", " + side.client(),
        List.of(
            new Point("p50", Shape.CIRCLE, side.figures().p50Millis()),
            new Point("p99", Shape.TRIANGLE, side.figures().p99Millis())));
  }

  private static Points of(Latency latency) {
    return new Points(
        latency.client() + ", " + Numbers.whole(latency.wantedEventsPerSecond()) + " events/s",
        List.of(
            new Point("p50", Shape.CIRCLE, latency.p50Millis()),
            new Point("p90", Shape.SQUARE, latency.p90Millis()),
            new Point("p99", Shape.TRIANGLE, latency.p99Millis()),
            new Point("p99.9", Shape.DIAMOND, latency.p999Millis()),
            new Point("longest", Shape.CROSS, latency.maxMillis())));
  }

  private static Plot of(String title, List<Points> rows) {
    return new Plot(
        title,
        UNIT,
        LogScale.around(
            rows.stream().flatMap(row -> row.points().stream()).mapToDouble(Point::millis)),
        rows.stream().limit(1).flatMap(row -> row.points().stream()).map(LatencyPlot::key).toList(),
        rows.stream().map(LatencyPlot::row).toList());
  }

  private static Plot.Key key(Point point) {
    return new Plot.Key(point.shape(), point.name());
  }

  private static Plot.Row row(Points row) {
    List<Point> points = row.points();
    List<Plot.Mark> marks = new ArrayList<>();
    marks.add(new Plot.Whisker(points.get(0).millis(), points.get(points.size() - 1).millis()));
    points.forEach(point -> marks.add(new Plot.Dot(point.millis(), point.shape())));
    return new Plot.Row(
        row.label(), points.stream().map(Point::text).collect(Collectors.joining(", ")), marks);
  }
}
