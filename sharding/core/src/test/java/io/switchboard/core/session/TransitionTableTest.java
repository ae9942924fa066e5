package io.switchboard.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.core.session.TransitionTable.Transition;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table says neither more nor less than what sessions do. */
class TransitionTableTest {
  private static final int WALKS = 4_000;
  private static final int STEPS = 80;

  /** That no decision lies outside of it is checked at every step of every test. */
  @Test
  void everyTransitionOfTheTableIsTaken() {
    Set<Transition> left = new LinkedHashSet<>(TransitionTable.all());
    for (long seed = 0; seed < WALKS && !left.isEmpty(); seed++) {
      left.removeAll(new HashSet<>(new ChaosWalk(seed).walk(STEPS).session().taken()));
    }

    assertThat(left).as("transitions of the table that no walk takes").isEmpty();
  }

  @Test
  void everyPhaseAnswersEveryCommand() {
    for (Phase phase : Phase.values()) {
      Set<String> answered =
          TransitionTable.all().stream()
              .filter(t -> t.from() == phase)
              .map(Transition::command)
              .collect(Collectors.toSet());

      assertThat(answered).as("%s", phase).isEqualTo(commands());
    }
  }

  private static Set<String> commands() {
    Set<String> commands = new HashSet<>();
    for (Class<?> nested : SessionCommand.class.getDeclaredClasses()) {
      if (nested.isRecord()) {
        commands.add(nested.getSimpleName());
      }
    }
    return commands;
  }
}
