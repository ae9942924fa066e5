package io.switchboard.bench.report;

import io.switchboard.bench.figures.Figures;
import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.Row;
import io.switchboard.bench.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of Switchboard beside an HTTP bridge. */
final class PeerText {
  /** What stands in place of the figures. */
  static final String NO_PEER = "no --peer given";

  private static final String TITLE = "Beside an HTTP bridge";
  private static final Set<Integer> WORDS = Set.of(0, 1, 7, 8);

  private PeerText() {}

  /** Nothing, if it was neither asked for nor to be expected beside native clients. */
  static Optional<Part> part(Report report) {
    Settings settings = report.settings();
    boolean noPeer = settings.ownRuns().peer().isEmpty();
    boolean asked = settings.only().contains(Settings.Workload.PEER);
    boolean usual =
        !report.rows().isEmpty() && settings.only().containsAll(Settings.Workload.USUAL);
    if (report.peer().isEmpty() && !(noPeer && (asked || usual))) {
      return Optional.empty();
    }
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "workload",
          "client",
          "events/s",
          "(lowest to highest)",
          "p50 ms",
          "p99 ms",
          "ratio",
          "goal",
          ""
        });
    if (report.peer().isEmpty()) {
      lines.add(new String[] {"HTTP bridge", NO_PEER, "", "", "", "", "", "", ""});
    }
    for (Row row : report.peer()) {
      String verdict = row.goalMet() ? "met" : "MISSED";
      String workload = row.workload();
      lines.add(
          line(
              new Side(workload, "Switchboard", row.switchboard()),
              workload,
              Numbers.hundredths(row.ratio()),
              row.goal().text(),
              verdict));
      lines.add(line(new Side(workload, "HTTP bridge", row.nativeClient()), "", "", "", ""));
    }
    return Optional.of(
        new Part(
            TITLE,
            noPeer
                ? "beside an HTTP bridge"
                : "beside an HTTP bridge at " + settings.ownRuns().peer() + ", both over HTTP",
            lines,
            WORDS,
            List.of(),
            List.of()));
  }

  private static String[] line(
      Side side, String workload, String ratio, String goal, String verdict) {
    Figures figures = side.figures();
    return new String[] {
      workload,
      side.client(),
      Numbers.whole(figures.eventsPerSecond()),
      side.eventsPerSecondRange(),
      Numbers.tenths(figures.p50Millis()),
      Numbers.tenths(figures.p99Millis()),
      ratio,
      goal,
      verdict
    };
  }
}
