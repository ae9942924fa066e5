package io.switchboard.bench.report;

import io.switchboard.bench.settings.Settings;
import java.util.List;
import java.util.Locale;

/** A report as plain text. */
public final class TableText {
  private TableText() {}

  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%s, %s%n%s%n%n", report.started(), report.machine(), conditions(report.settings())));
    List<String[]> lines = ThroughputText.lines(report);
    if (!lines.isEmpty()) {
      text.append(Columns.aligned(lines, ThroughputText.WORDS)).append(System.lineSeparator());
    }
    text.append(ContestText.of(report.contests())).append(costs(report));
    report
        .footprints()
        .forEach(footprint -> text.append(footprint.text()).append(System.lineSeparator()));
    report.sessionMemory().forEach(memory -> text.append(SessionMemoryText.of(memory)));
    text.append(LatencyText.of(report.latencies()));
    report.parts().forEach(part -> text.append(part.text()));
    return text.toString();
  }

  /** What all figures have in common. */
  static String conditions(Settings settings) {
    return String.format(
        Locale.ROOT,
        "%d sessions, %,d-byte events, encrypted, over %s; medians of %d rounds",
        settings.sessions(),
        settings.eventBytes(),
        settings.transport(),
        settings.rounds());
  }

  private static String costs(Report report) {
    List<String[]> lines = CostText.lines(Side.of(report));
    return lines.isEmpty() ? "" : Columns.aligned(lines, CostText.WORDS) + System.lineSeparator();
  }
}
