package io.switchboard.bench.run;

import io.switchboard.bench.figures.Goal;
import io.switchboard.bench.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which scenarios there are: one dimension at a time around what is usual. */
public final class Scenarios {
  private static final int BATCH = 100;
  private static final int[] BATCHES = {1, 10, 100, 1_000};
  private static final int[] EVENT_BYTES = {100, 1_024, 10_240};
  private static final int[] SESSIONS = {1, 16, 256, 1_000};

  /** What a session takes by default. */
  private static final int MAX_BATCH_BYTES = 1 << 20;

  private static final int MANY = 256;
  private static final Goal MANY_SINGLES = Goal.commitsPerSecond(15_000);

  private Scenarios() {}

  /**
   * In the order of the table, none twice; without batches that a session would refuse.
   *
   * @param settings sessions and size of an event, where these are not what varies
   */
  public static List<Scenario> around(Settings settings) {
    int n = settings.sessions();
    int bytes = settings.eventBytes();
    List<Scenario> all = new ArrayList<>();
    for (int batch : BATCHES) {
      all.add(new Scenario(Scenario.Kind.PUBLISH, n, batch, bytes));
    }
    for (int size : EVENT_BYTES) {
      all.add(new Scenario(Scenario.Kind.PUBLISH, n, BATCH, size));
    }
    for (int sessions : SESSIONS) {
      all.add(new Scenario(Scenario.Kind.PUBLISH, sessions, BATCH, bytes));
    }
    all.add(new Scenario(Scenario.Kind.PUBLISH, MANY, 1, bytes, MANY_SINGLES));
    for (int batch : BATCHES) {
      all.add(new Scenario(Scenario.Kind.CONSUME, n, batch, bytes));
    }
    for (int size : EVENT_BYTES) {
      all.add(new Scenario(Scenario.Kind.CONSUME, n, BATCH, size));
    }
    all.add(new Scenario(Scenario.Kind.BOTH, n, BATCH, bytes));
    Set<Scenario> possible = new LinkedHashSet<>(all);
    possible.removeIf(s -> (long) s.batch() * s.eventBytes() > MAX_BATCH_BYTES);
    return List.copyOf(possible);
  }
}
