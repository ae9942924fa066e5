package io.switchboard.checker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the checker says about a history.
 *
 * @param violations what is wrong, explained; at most {@link Checker#MAX_EXPLAINED_PER_KIND} a kind
 * @param counts how often each kind was found, explained or not
 * @param figures what was checked
 */
public record Verdict(List<Violation> violations, Map<Kind, Long> counts, Figures figures) {
  /** Copies what it is given. */
  public Verdict {
    violations = List.copyOf(violations);
    Map<Kind, Long> copy = new EnumMap<>(Kind.class);
    copy.putAll(counts);
    counts = Collections.unmodifiableMap(copy);
  }

  /** Whether nothing is wrong. */
  public boolean isOk() {
    return violations.isEmpty();
  }

  /** For a test: throws an {@link AssertionError} with the report if something is wrong. */
  public Verdict throwIfViolated() {
    if (!isOk()) {
      throw new AssertionError(report());
    }
    return this;
  }

  /** The verdict for a person: first what is wrong, then the figures. */
  public String report() {
    StringBuilder text = new StringBuilder();
    if (isOk()) {
      text.append("No violation.\n");
    } else {
      text.append("VIOLATED:");
      counts.forEach(
          (kind, count) -> text.append(' ').append(count).append(" × ").append(kind.label()));
      text.append('\n');
      violations.forEach(violation -> text.append(violation).append('\n'));
    }
    figures
        .byName()
        .forEach((name, value) -> text.append(String.format("%-20s %,12d%n", name, value)));
    return text.toString();
  }

  /** The verdict for a program: one JSON object. */
  public String json() {
    return VerdictJson.of(this);
  }
}
