package io.switchboard.entity.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run, for people. Silent unless a seed is run again to be looked at. */
final class Trace {
  private final boolean on;
  private final List<String> lines = new ArrayList<>();
  private String head = "";

  private Trace(boolean on) {
    this.on = on;
  }

  static Trace silent() {
    return new Trace(false);
  }

  static Trace telling() {
    return new Trace(true);
  }

  void step(long step, long elapsedMs, String what) {
    if (on) {
      head = "%5d %7d ms  %s".formatted(step, elapsedMs, what);
    }
  }

  /** A line of its own under the step that runs; steps in which nothing is said leave none. */
  void say(Supplier<String> what) {
    if (on) {
      if (!head.isEmpty()) {
        lines.add(head);
        head = "";
      }
      lines.add("                      " + what.get().replaceAll("\\[B@[0-9a-f]+", "bytes"));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
