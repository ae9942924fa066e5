package io.switchboard.bench.run;

import io.switchboard.bench.figures.Goal;
import java.util.Locale;

/**
 * One thing that Switchboard and a native client do beside each other.
 *
 * @param kind what they do
 * @param sessions writers, readers, or as many of both
 * @param batch events that are written, or at most read, at a time
 * @param eventBytes size of a value
 * @param goal what is wanted of it
 */
public record Scenario(Kind kind, int sessions, int batch, int eventBytes, Goal goal) {
  private static final int KILO = 1_024;

  /** What is done. */
  public enum Kind {
    PUBLISH("publish"),
    CONSUME("consume"),
    /** Writers and readers of one topic at the same time. */
    BOTH("publish and consume");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  public Scenario(Kind kind, int sessions, int batch, int eventBytes) {
    this(kind, sessions, batch, eventBytes, Goal.NONE);
  }

  /** For the table. */
  String workload() {
    return String.format(
        Locale.ROOT, "%s %,d × %,d × %s", kind.text, sessions, batch, size(eventBytes));
  }

  private static String size(int bytes) {
    return bytes % KILO == 0 ? bytes / KILO + " KB" : String.format(Locale.ROOT, "%,d B", bytes);
  }
}
