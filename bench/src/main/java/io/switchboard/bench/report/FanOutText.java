package io.switchboard.bench.report;

import io.switchboard.bench.figures.FanOut;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The table of readers at one topic's end. */
final class FanOutText {
  private FanOutText() {}

  static Part part(FanOut fanOut) {
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "readers",
          "published/s",
          "delivered/s",
          "broker bytes per byte",
          "all it sent",
          "fetches/s",
          "p50 ms",
          "p99",
          "longest",
          "node CPU s per million"
        });
    for (FanOut.Step step : fanOut.steps()) {
      lines.add(
          new String[] {
            Numbers.whole(step.readers()),
            Numbers.whole(step.publishedEventsPerSecond()),
            Numbers.whole(step.deliveredEventsPerSecond()),
            Numbers.hundredths(step.brokerBytesPerByte()),
            Numbers.hundredths(step.allBrokerBytesPerByte()),
            Numbers.tenths(step.fetchesPerSecond()),
            Numbers.tenths(step.late().p50Millis()),
            Numbers.tenths(step.late().p99Millis()),
            Numbers.tenths(step.late().maxMillis()),
            step.cpuSecondsPerMillionDelivered().containsKey("node")
                ? Numbers.tenths(step.cpuSecondsPerMillionDelivered().get("node"))
                : ""
          });
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "readers at the end of one topic, batches of %d events of %,d bytes at a fixed rate;"
                + " latency from when an event was due until a reader had it, over all readers",
            fanOut.batchEvents(),
            fanOut.eventBytes());
    return new Part(
        "Many readers of one topic",
        sentence,
        lines,
        Set.of(),
        fanOut.limits(),
        List.of(
            LatencyPlot.ofCalls(
                "latencies of events, from due to received",
                fanOut.steps().stream()
                    .map(step -> Numbers.whole(step.readers()) + " readers")
                    .toList(),
                fanOut.steps().stream().map(FanOut.Step::late).toList())));
  }
}
