package io.switchboard.checker;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that must not have happened.
 *
 * @param kind what is wrong
 * @param explanation which event, when, and what was expected, in a sentence
 * @param operations the entries of the history that show it
 */
public record Violation(Kind kind, String explanation, List<Operation> operations) {
  /** Copies the list. */
  public Violation {
    operations = List.copyOf(operations);
  }

  @Override
  public String toString() {
    return operations.stream()
        .map(operation -> "\n    " + operation)
        .collect(Collectors.joining("", kind.label() + ": " + explanation, ""));
  }
}
