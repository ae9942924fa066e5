package io.switchboard.entity.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.entity.simulator.Simulator.Found;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each safeguard taken away is noticed: the simulator can fail. */
class SimulatorControlTest {
  private static final int SEEDS = 500;
  private static final Set<Violation> BROKEN_PROMISES =
      EnumSet.complementOf(EnumSet.of(Violation.STUCK));

  @ParameterizedTest
  @EnumSource(value = Control.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aMissingSafeguardIsNoticed(Control control) {
    Optional<Found> found = Simulator.find(control, SEEDS, BROKEN_PROMISES);

    assertThat(found).as("%s within %d seeds", control, SEEDS).isPresent();
    System.out.printf(
        "%s: found with seed %d: %s%n", control, found.get().seed(), found.get().message());
  }
}
