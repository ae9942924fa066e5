package io.switchboard.bench.report;

import io.switchboard.bench.figures.Churn;
import io.switchboard.bench.figures.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of sessions that begin and end. */
final class ChurnText {
  private ChurnText() {}

  static Part part(List<Churn> churns) {
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "sessions of",
          "clients",
          "sessions/s",
          "(lowest to highest)",
          "allocate p50 ms",
          "p99",
          "dispose p50 ms",
          "p99",
          "CPU s per thousand"
        });
    for (Churn churn : churns) {
      lines.add(
          new String[] {
            churn.role(),
            Numbers.whole(churn.clients()),
            Numbers.whole(churn.sessionsPerSecond()),
            Numbers.whole(churn.lowestSessionsPerSecond())
                + " to "
                + Numbers.whole(churn.highestSessionsPerSecond()),
            Numbers.tenths(churn.allocate().p50Millis()),
            Numbers.tenths(churn.allocate().p99Millis()),
            Numbers.tenths(churn.dispose().p50Millis()),
            Numbers.tenths(churn.dispose().p99Millis()),
            churn.cpuSecondsPerThousand().entrySet().stream()
                .map(e -> e.getKey() + " " + Numbers.hundredths(e.getValue()))
                .collect(Collectors.joining(", "))
          });
    }
    return new Part(
        "Sessions that begin and end",
        "sessions allocated and disposed of as fast as it goes, nothing done in between",
        lines,
        Set.of(0, 8),
        List.of(),
        List.of(
            LatencyPlot.ofCalls(
                "latencies of allocate and dispose",
                churns.stream()
                    .flatMap(c -> Stream.of("allocate, " + c.role(), "dispose, " + c.role()))
                    .toList(),
                churns.stream().flatMap(c -> Stream.of(c.allocate(), c.dispose())).toList())));
  }
}
