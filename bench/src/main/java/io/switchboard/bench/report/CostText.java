package io.switchboard.bench.report;

import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** What each contender took of the machine for its events, by process: a table of its own. */
final class CostText {
  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0, 1, 2, 3);

  private CostText() {}

  /** Its cells, the first line being the heads; none if nothing was measured. */
  static List<String[]> lines(List<Side> sides) {
    List<String[]> lines = new ArrayList<>();
    for (Side side : sides) {
      Figures figures = side.figures();
      lines.add(
          new String[] {
            side.workload(),
            side.client(),
            byProcess(figures.cpuSecondsPerMillionEvents(), Numbers::tenths),
            byProcess(figures.allocatedBytesPerEvent(), Numbers::whole)
          });
    }
    if (!lines.isEmpty()) {
      lines.add(
          0,
          new String[] {
            "workload",
            "client",
            "processor seconds per million events",
            "bytes allocated per event"
          });
    }
    return lines;
  }

  private static String byProcess(Map<String, Double> figures, DoubleFunction<String> text) {
    return figures.entrySet().stream()
        .map(figure -> figure.getKey() + " " + text.apply(figure.getValue()))
        .collect(Collectors.joining(", "));
  }
}
