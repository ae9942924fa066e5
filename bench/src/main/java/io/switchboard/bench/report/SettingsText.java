package io.switchboard.bench.report;

import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What was asked for, as a table. */
final class SettingsText {
  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0, 1);

  private SettingsText() {}

  /** Its cells, the first line being the heads. */
  static List<String[]> lines(Settings s) {
    return List.of(
        line("setting", "value"),
        line(
            "workloads",
            s.only().stream()
                .sorted()
                .map(Settings.Workload::name)
                .collect(Collectors.joining(", "))),
        line("rounds of each contender", whole(s.rounds())),
        line("a round of publishing", seconds(s.seconds())),
        line(
            "warming up a node", seconds(s.nodeWarmUpSeconds()) + " publishing, as long consuming"),
        line("warming up a contender", seconds(s.warmUpSeconds())),
        line("writers, readers, partitions", whole(s.sessions())),
        line("an event's value", whole(s.eventBytes()) + " bytes"),
        line("events in each partition that is read", whole(s.eventsPerPartition())),
        line("transport", s.transport().name()),
        line("nodes (CLUSTER, SESSIONS)", whole(s.nodes())),
        line("readers' sessions (SESSIONS)", whole(s.held().allocated())),
        line("of these waiting (SESSIONS)", whole(s.held().waiting())),
        line(
            "readers, step by step (FANOUT)",
            s.ownRuns().fanOutReaders().stream()
                .map(SettingsText::whole)
                .collect(Collectors.joining("; "))),
        line(
            "batches published per second (FANOUT)",
            Numbers.hundredths(s.ownRuns().fanOutBatchesPerSecond())),
        line("sessions of each role (COLD)", whole(s.ownRuns().coldSessions())),
        line(
            "HTTP bridge (PEER)",
            s.ownRuns().peer().isEmpty() ? PeerText.NO_PEER : s.ownRuns().peer()));
  }

  private static String[] line(String name, String value) {
    return new String[] {name, value};
  }

  private static String whole(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String seconds(double value) {
    return Numbers.tenths(value) + " s";
  }
}
