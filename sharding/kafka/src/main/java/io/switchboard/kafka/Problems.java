package io.switchboard.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with settings, so that all of it is reported at once. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  Problems range(String name, long value, long min, long max) {
    return check(
        value >= min && value <= max, name + ": expected " + min + " to " + max + ", got " + value);
  }

  Problems range(String name, Duration value, Duration min, Duration max) {
    return check(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        name + ": expected " + min + " to " + max + ", got " + value);
  }

  Problems check(boolean right, String problem) {
    if (!right) {
      found.add(problem);
    }
    return this;
  }

  Problems addAll(List<String> problems) {
    found.addAll(problems);
    return this;
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(found);
    }
  }

  /** The settings cannot be used; the message names every problem. */
  static final class InvalidSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    InvalidSettingsException(List<String> problems) {
      super(String.join("; ", problems));
      this.problems = List.copyOf(problems);
    }

    List<String> problems() {
      return problems;
    }
  }
}
