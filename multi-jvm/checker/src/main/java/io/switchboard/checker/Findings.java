package io.switchboard.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Gathers what is wrong: counts all, explains the first few of each kind. */
final class Findings {
  private record Finding(Kind kind, String explanation, long[] places) {}

  private final List<Finding> explained = new ArrayList<>();
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  /**
   * Something is wrong.
   *
   * @param explanation made only if there is room for it
   * @param places of the entries that show it; {@link Stamp#NOWHERE} is left out
   */
  void add(Kind kind, Supplier<String> explanation, long... places) {
    long count = counts.merge(kind, 1L, Long::sum);
    if (count <= Checker.MAX_EXPLAINED_PER_KIND) {
      explained.add(new Finding(kind, explanation.get(), places));
    }
  }

  /** What was found, with the lines that show it. */
  Verdict verdict(HistoryReader history, Figures figures) {
    Set<Long> places = new HashSet<>();
    explained.forEach(finding -> places(finding).forEach(places::add));
    Map<Long, Operation> operations = history.operations(places);
    List<Violation> violations = new ArrayList<>();
    for (Kind kind : counts.keySet()) {
      for (Finding finding : explained) {
        if (finding.kind() == kind) {
          List<Operation> shown = places(finding).mapToObj(operations::get).toList();
          violations.add(new Violation(kind, finding.explanation(), shown));
        }
      }
    }
    return new Verdict(violations, counts, figures);
  }

  private static LongStream places(Finding finding) {
    return LongStream.of(finding.places()).filter(place -> place != Stamp.NOWHERE).distinct();
  }

  /** A time as it is told. */
  static String at(long micros) {
    return String.format("+%d.%03d s", micros / 1_000_000, micros / 1_000 % 1_000);
  }
}
