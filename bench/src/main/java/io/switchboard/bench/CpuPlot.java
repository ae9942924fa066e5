package io.switchboard.bench;

import io.switchboard.bench.plot.Fill;
import io.switchboard.bench.plot.LinearScale;
import io.switchboard.bench.plot.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which process needed how much processor time per million events: a stack for each contender. */
final class CpuPlot {

  /** The kinds of processes, in the order of the stacks. */
  private enum Kind {
    CLIENT(Fill.LIGHT),
    NODE(Fill.FULL),
    KAFKA(Fill.STRIPES),
    CASSANDRA(Fill.DOTS);

    private final Fill fill;

    Kind(Fill fill) {
      this.fill = fill;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Nodes have names of their own. */
    static Kind of(String process) {
      return Arrays.stream(values())
          .filter(kind -> kind.text().equals(process))
          .findFirst()
          .orElse(NODE);
    }
  }

  private CpuPlot() {}

  static Plot of(List<Side> sides) {
    return new Plot(
        "processor seconds per million events, by process",
        "processor seconds per million events",
        LinearScale.upTo(sides.stream().mapToDouble(CpuPlot::total).max().orElse(0)),
        Arrays.stream(Kind.values()).map(kind -> new Plot.Key(kind.fill, kind.text())).toList(),
        sides.stream().map(CpuPlot::row).toList());
  }

  private static Plot.Row row(Side side) {
    List<Map.Entry<String, Double>> processes = processes(side);
    List<Plot.Mark> marks = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    double begin = 0;
    for (Map.Entry<String, Double> process : processes) {
      double end = begin + process.getValue();
      marks.add(new Plot.Bar(begin, end, Kind.of(process.getKey()).fill));
      figures.add(process.getKey() + " " + Numbers.tenths(process.getValue()));
      begin = end;
    }
    return new Plot.Row(
        side.workload() + ", " + side.client(),
        figures.isEmpty()
            ? "not told by this system"
            : Numbers.tenths(begin) + " = " + String.join(" + ", figures),
        marks);
  }

  private static List<Map.Entry<String, Double>> processes(Side side) {
    return side.figures().cpuSecondsPerMillionEvents().entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Double> process) -> Kind.of(process.getKey()))
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  private static double total(Side side) {
    return side.figures().cpuSecondsPerMillionEvents().values().stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }
}
