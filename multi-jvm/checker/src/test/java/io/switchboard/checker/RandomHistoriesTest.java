package io.switchboard.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The checker finds what is wrong, and nothing else, in histories that nobody thought of. */
class RandomHistoriesTest {
  private static final int HISTORIES_TO_LOOK_THROUGH = 200;

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void aValidHistoryHasNoViolation(@ForAll long seed) {
    Verdict verdict = check(new RandomHistory(seed));
    assertThat(verdict.isOk()).as("seed %d: %s", seed, verdict.report()).isTrue();
  }

  @Property(tries = 700, shrinking = ShrinkingMode.OFF)
  void aValidHistoryWithOneMutationIsFound(@ForAll long seed, @ForAll Mutation mutation) {
    RandomHistory history = mutated(seed, mutation);
    Verdict verdict = check(history);
    assertThat(verdict.counts().keySet())
        .as("seed %d, %s: %s\n%s", seed, mutation, verdict.report(), history.text())
        .containsAnyElementsOf(mutation.kinds);
  }

  /** The first of the histories from this seed on that the mutation can be applied to. */
  private static RandomHistory mutated(long seed, Mutation mutation) {
    for (int i = 0; i < HISTORIES_TO_LOOK_THROUGH; i++) {
      RandomHistory history = new RandomHistory(seed + i);
      if (mutation.apply(history)) {
        return history;
      }
    }
    throw new AssertionError(mutation + " could not be applied from seed " + seed + " on");
  }

  private static Verdict check(RandomHistory history) {
    try {
      Path folder = Files.createDirectories(Path.of("target"));
      Path file = Lines.file(folder, "random-history.txt", history.text());
      Verdict verdict = Checker.check(file);
      Files.delete(file);
      return verdict;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
