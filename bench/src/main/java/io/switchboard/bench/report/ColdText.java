package io.switchboard.bench.report;

import io.switchboard.bench.figures.ColdStart;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The table of sessions' first calls. */
final class ColdText {
  private ColdText() {}

  static Part part(List<ColdStart> starts) {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"", "calls", "p50 ms", "p99", "longest"});
    for (ColdStart start : starts) {
      lines.add(
          new String[] {
            start.what(),
            Numbers.whole(start.calls()),
            Numbers.tenths(start.time().p50Millis()),
            Numbers.tenths(start.time().p99Millis()),
            Numbers.tenths(start.time().maxMillis())
          });
    }
    return new Part(
        "A session's first calls",
        "sessions one after another, on a node that is warm: one event published, ten read",
        lines,
        Set.of(0),
        List.of(),
        List.of(
            LatencyPlot.ofCalls(
                "latencies of sessions' first calls",
                starts.stream().map(ColdStart::what).toList(),
                starts.stream().map(ColdStart::time).toList())));
  }
}
