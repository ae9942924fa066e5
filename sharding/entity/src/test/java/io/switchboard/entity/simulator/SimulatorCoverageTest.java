package io.switchboard.entity.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.entity.simulator.Coverage.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the runs get everywhere, and that faults meet them there. */
class SimulatorCoverageTest {
  private static final int SEEDS = 3_000;

  private static Map<Kind, Long> met = Map.of();

  @BeforeAll
  static void run() {
    Coverage all = new Coverage();
    for (long seed = 0; seed < SEEDS; seed++) {
      all.add(Simulator.check(seed).coverage());
    }
    met = all.met();
  }

  @Test
  void everyOrdinaryTransitionMeetsEveryFault() {
    List<String> missing = new ArrayList<>();
    for (Kind kind : TransitionKinds.ORDINARY) {
      for (Fault fault : Fault.values()) {
        boolean concerns =
            fault.concerns(kind.phase().startsWith("Reader"))
                && !(fault == Fault.SPILL_AWAY && kind.phase().equals("WriterCommitting"));
        if (concerns && (met.getOrDefault(kind, 0L) & (1L << fault.ordinal())) == 0) {
          missing.add(kind + " with " + fault);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void whatCanHappenHappensAndNothingElse() {
    Set<Kind> known = new HashSet<>(TransitionKinds.ORDINARY);
    known.addAll(TransitionKinds.SOMETIMES);

    assertThat(met.keySet()).containsAll(known);
    known.addAll(TransitionKinds.SELDOM);
    assertThat(known).containsAll(met.keySet());
  }
}
