package io.switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What sessions cost, as plain text. */
final class SessionMemoryText {
  private SessionMemoryText() {}

  static String of(SessionMemory memory) {
    List<String[]> stages = new ArrayList<>();
    stages.add(new String[] {"", "heap MiB", "looks differ by", "threads"});
    for (MemoryStage stage : memory.stages()) {
      stages.add(
          new String[] {
            stage.when(),
            String.format(Locale.ROOT, "%.2f", stage.heapMiB()),
            String.format(Locale.ROOT, "%.2f", stage.spreadMiB()),
            Integer.toString(stage.threads())
          });
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d readers' sessions on %d nodes, %,d of them waiting; heap after full collections,"
                + " all nodes together%n",
            memory.allocated(),
            memory.nodes(),
            memory.waiting()));
    text.append(Columns.aligned(stages, Set.of(0)));
    for (Limit limit : memory.limits()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %,.0f; goal <= %,.0f, %s%n",
              limit.what(),
              limit.measured(),
              limit.atMost(),
              limit.met() ? "met" : "MISSED"));
    }
    return text.toString();
  }
}
