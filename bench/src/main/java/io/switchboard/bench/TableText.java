package io.switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A report as plain text. */
final class TableText {
  private static final int MAX_IDLE_HEAP_MIB = 150;
  private static final Set<Integer> WORDS = Set.of(0, 1, 8, 9);
  private static final String[] HEADS = {
    "workload",
    "client",
    "events/s",
    "(lowest to highest)",
    "batches/s",
    "p50 ms",
    "p99 ms",
    "ratio",
    "goal",
    ""
  };

  private TableText() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    Settings settings = report.settings();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %s%n%d sessions, %,d-byte events, encrypted, over %s; medians of %d rounds%n%n",
            report.started(),
            report.machine(),
            settings.sessions(),
            settings.eventBytes(),
            settings.transport(),
            settings.rounds()));
    List<String[]> lines = new ArrayList<>();
    lines.add(HEADS);
    report.rows().forEach(row -> lines.addAll(lines(row)));
    report.comparisons().forEach(comparison -> lines.addAll(lines(comparison)));
    if (lines.size() > 1) {
      text.append(Columns.aligned(lines, WORDS)).append(cpu(report));
    }
    report.footprints().forEach(footprint -> text.append(footprint(footprint)));
    report.sessionMemory().forEach(memory -> text.append(SessionMemoryText.of(memory)));
    return text.append(LatencyText.of(report.latencies())).toString();
  }

  private static List<String[]> lines(Report.Row row) {
    String goal = row.goal().text();
    return List.of(
        line(
            row.workload(),
            "Switchboard",
            row.switchboard(),
            String.format(Locale.ROOT, "%.2f", row.ratio()),
            goal,
            goal.isEmpty() ? "" : row.goalMet() ? "met" : "MISSED"),
        line("", "native", row.nativeClient(), "", "", ""));
  }

  private static List<String[]> lines(Comparison c) {
    return List.of(
        line(
            c.workload(),
            c.nodes() + " nodes",
            c.cluster(),
            String.format(Locale.ROOT, "%.2f", c.ratio()),
            c.goalText(),
            c.verdict().text()),
        line(
            "",
            "one node",
            c.oneNode(),
            String.format(Locale.ROOT, "%.2f to %.2f", c.lowestRatio(), c.highestRatio()),
            "",
            ""));
  }

  private static String footprint(NodeFootprint node) {
    return String.format(
        Locale.ROOT,
        "node %s: %.0f MiB of heap in use, %d threads; goal < %d MiB, %s%n",
        node.when(),
        node.heapMiB(),
        node.threads(),
        MAX_IDLE_HEAP_MIB,
        node.heapMiB() < MAX_IDLE_HEAP_MIB ? "met" : "MISSED");
  }

  private static String[] line(
      String workload, String client, Figures f, String ratio, String goal, String met) {
    return new String[] {
      workload,
      client,
      number(f.eventsPerSecond()),
      number(f.lowestEventsPerSecond()) + " to " + number(f.highestEventsPerSecond()),
      number(f.batchesPerSecond()),
      String.format(Locale.ROOT, "%.1f", f.p50Millis()),
      String.format(Locale.ROOT, "%.1f", f.p99Millis()),
      ratio,
      goal,
      met
    };
  }

  private static String cpu(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%nprocessor seconds per million events%n"));
    for (Report.Row row : report.rows()) {
      text.append(cpu(row.workload(), "Switchboard", row.switchboard()));
      text.append(cpu(row.workload(), "native", row.nativeClient()));
    }
    for (Comparison comparison : report.comparisons()) {
      text.append(cpu(comparison.workload(), comparison.nodes() + " nodes", comparison.cluster()));
      text.append(cpu(comparison.workload(), "one node", comparison.oneNode()));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static String cpu(String workload, String client, Figures figures) {
    return String.format(
        "  %-22s %-12s %s%n",
        workload,
        client,
        figures.cpuSecondsPerMillionEvents().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
