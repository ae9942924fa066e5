package io.switchboard.entity.simulator;

import io.switchboard.entity.simulator.Violation.SimulationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs seeds, and tells of a failed one all that is needed to look at it and to repeat it. */
final class Simulator {
  static final int STEPS = 1_500;
  private static final int SHOWN_LINES = 120;

  private Simulator() {}

  static World run(long seed, Control control, Trace trace) {
    return new World(seed, control, trace).walk(STEPS).settle();
  }

  /** Runs a seed; if it fails, runs it again with a trace. */
  static World check(long seed) {
    try {
      return run(seed, Control.NONE, Trace.silent());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(report(seed, e), e);
    }
  }

  private static String report(long seed, Throwable failure) {
    Trace trace = Trace.telling();
    Optional<Throwable> again = Optional.empty();
    try {
      run(seed, Control.NONE, trace);
    } catch (AssertionError | RuntimeException e) {
      again = Optional.of(e);
    }
    List<String> lines = trace.lines();
    Path file = Path.of("target", "simulator-seed-" + seed + ".txt");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean same =
        again.filter(e -> String.valueOf(e.getMessage()).equals(failure.getMessage())).isPresent();
    return String.join(
        "\n",
        "seed " + seed + ": " + failure,
        same ? "" : "and NOT the same when it was repeated: " + again,
        "Repeat it: mvn -pl sharding/entity -am test -Dtest=SimulatorTest#oneSeed"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dswitchboard.simulator.seed="
            + seed,
        "The whole trace: " + file.toAbsolutePath() + "; its end:",
        String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
  }

  /** The first of so many seeds with which a control is found out in one of these ways. */
  static Optional<Found> find(Control control, int seeds, Set<Violation> ways) {
    for (long seed = 0; seed < seeds; seed++) {
      try {
        run(seed, control, Trace.silent());
      } catch (SimulationFailure e) {
        if (ways.contains(e.violation())) {
          return Optional.of(new Found(seed, e.getMessage()));
        }
      }
    }
    return Optional.empty();
  }

  /** A control that was found out. */
  record Found(long seed, String message) {}
}
