package io.switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Latencies at fixed rates, as plain text. */
final class LatencyText {
  private LatencyText() {}

  static String of(List<Latency> latencies) {
    if (latencies.isEmpty()) {
      return "";
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "client", "peak events/s", "rate", "reached", "p50 ms", "p90", "p99", "p99.9", "longest"
        });
    for (Latency l : latencies) {
      lines.add(
          new String[] {
            l.client(),
            whole(l.peakEventsPerSecond()),
            whole(l.wantedEventsPerSecond()),
            whole(l.eventsPerSecond()),
            tenths(l.p50Millis()),
            tenths(l.p90Millis()),
            tenths(l.p99Millis()),
            tenths(l.p999Millis()),
            tenths(l.maxMillis())
          });
    }
    return "publishing batches of 100 at a fixed rate, from when each was due until its commit"
        + System.lineSeparator()
        + Columns.aligned(lines, Set.of(0));
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
