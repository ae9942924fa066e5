package io.switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as plain text. */
final class TableText {
  private static final int MAX_IDLE_HEAP_MIB = 150;

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
    lines.add(
        new String[] {
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
        });
    for (Report.Row row : report.rows()) {
      lines.add(
          line(
              row.workload(),
              "Switchboard",
              row.switchboard(),
              String.format(Locale.ROOT, "%.2f", row.ratio()),
              row.goal().text(),
              row.goal().text().isEmpty() ? "" : row.goalMet() ? "met" : "MISSED"));
      lines.add(line("", "native", row.nativeClient(), "", "", ""));
    }
    text.append(aligned(lines));
    text.append(cpu(report));
    report.footprints().forEach(footprint -> text.append(footprint(footprint)));
    return text.toString();
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

  /** The first two columns and the goal to the left, figures to the right. */
  private static String aligned(List<String[]> lines) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < line.length; i++) {
        boolean left = i < 2 || i >= 8;
        row.append(
            String.format("%" + (left ? "-" : "") + Math.max(1, widths[i]) + "s  ", line[i]));
      }
      text.append(row.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
