package io.switchboard.bench.report;

import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.plot.Fill;
import io.switchboard.bench.plot.LinearScale;
import io.switchboard.bench.plot.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** Which process took how much of the machine for its events: a stack for each contender. */
final class CostPlot {

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

  private final String unit;
  private final Function<Figures, Map<String, Double>> byProcess;
  private final DoubleFunction<String> text;

  private CostPlot(
      String unit, Function<Figures, Map<String, Double>> byProcess, DoubleFunction<String> text) {
    this.unit = unit;
    this.byProcess = byProcess;
    this.text = text;
  }

  static Plot processorTime(List<Side> sides) {
    return new CostPlot(
            "processor seconds per million events",
            Figures::cpuSecondsPerMillionEvents,
            Numbers::tenths)
        .of(sides, List.of(Kind.values()));
  }

  /** Of the processes that tell it. */
  static Plot allocated(List<Side> sides) {
    return new CostPlot(
            "bytes allocated per event", Figures::allocatedBytesPerEvent, Numbers::whole)
        .of(sides, List.of(Kind.CLIENT, Kind.NODE));
  }

  private Plot of(List<Side> sides, List<Kind> kinds) {
    return new Plot(
        unit + ", by process",
        unit,
        LinearScale.upTo(sides.stream().mapToDouble(this::total).max().orElse(0)),
        kinds.stream().map(kind -> new Plot.Key(kind.fill, kind.text())).toList(),
        sides.stream().map(this::row).toList());
  }

  private Plot.Row row(Side side) {
    List<Plot.Mark> marks = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    double begin = 0;
    for (Map.Entry<String, Double> process : processes(side)) {
      double end = begin + process.getValue();
      marks.add(new Plot.Bar(begin, end, Kind.of(process.getKey()).fill));
      figures.add(process.getKey() + " " + text.apply(process.getValue()));
      begin = end;
    }
    return new Plot.Row(
        side.workload() + ", " + side.client(),
        figures.isEmpty()
            ? "not told by this system"
            : text.apply(begin) + " = " + String.join(" + ", figures),
        marks);
  }

  private List<Map.Entry<String, Double>> processes(Side side) {
    return byProcess.apply(side.figures()).entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Double> process) -> Kind.of(process.getKey()))
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  private double total(Side side) {
    return byProcess.apply(side.figures()).values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
