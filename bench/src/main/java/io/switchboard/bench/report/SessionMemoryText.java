package io.switchboard.bench.report;

import io.switchboard.bench.figures.Numbers;
import io.switchboard.bench.figures.SessionMemory;
import io.switchboard.bench.meter.MemoryStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What sessions cost, as plain text. */
final class SessionMemoryText {
  /** The columns that are words. */
  static final Set<Integer> WORDS = Set.of(0);

  private SessionMemoryText() {}

  static String of(SessionMemory memory) {
    StringBuilder text = new StringBuilder();
    text.append(heading(memory)).append(System.lineSeparator());
    text.append(Columns.aligned(lines(memory), WORDS));
    memory.limits().forEach(limit -> text.append(limit.text()).append(System.lineSeparator()));
    return text.toString();
  }

  /** What was looked at. */
  static String heading(SessionMemory memory) {
    return String.format(
        Locale.ROOT,
        "%,d readers' sessions on %d nodes, %,d of them waiting; heap after full collections,"
            + " all nodes together",
        memory.allocated(),
        memory.nodes(),
        memory.waiting());
  }

  /** The stages' cells, the first line being the heads. */
  static List<String[]> lines(SessionMemory memory) {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"", "heap MiB", "looks differ by", "threads"});
    for (MemoryStage stage : memory.stages()) {
      lines.add(
          new String[] {
            stage.when(),
            Numbers.hundredths(stage.heapMiB()),
            Numbers.hundredths(stage.spreadMiB()),
            Integer.toString(stage.threads())
          });
    }
    return lines;
  }
}
