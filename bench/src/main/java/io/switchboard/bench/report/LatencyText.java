package io.switchboard.bench.report;

import io.switchboard.bench.figures.Latency;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Latencies at fixed rates, as plain text. */
final class LatencyText {
  /** What the figures are. */
  static final String HEADING =
      "batches of 100 at a fixed rate: from when each was due until its commit, or until it was read";

  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0);

  private LatencyText() {}

  static String of(List<Latency> latencies) {
    return latencies.isEmpty()
        ? ""
        : HEADING + System.lineSeparator() + Columns.aligned(lines(latencies), WORDS);
  }

  /** The table's cells, the first line being the heads. */
  static List<String[]> lines(List<Latency> latencies) {
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "client", "peak events/s", "rate", "reached", "p50 ms", "p90", "p99", "p99.9", "longest"
        });
    for (Latency l : latencies) {
      lines.add(
          new String[] {
            l.client(),
            Numbers.whole(l.peakEventsPerSecond()),
            Numbers.whole(l.wantedEventsPerSecond()),
            Numbers.whole(l.eventsPerSecond()),
            Numbers.tenths(l.p50Millis()),
            Numbers.tenths(l.p90Millis()),
            Numbers.tenths(l.p99Millis()),
            Numbers.tenths(l.p999Millis()),
            Numbers.tenths(l.maxMillis())
          });
    }
    return lines;
  }
}
