package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every node is stopped in order and started again, one after another, under load. */
final class RollingRestartIT {

  @Test
  void noCallFailsWhileEveryNodeIsRestarted() {
    MultiJvmLauncher.run(
        RollingRestartSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(5)),
        "clients",
        "a",
        "b",
        "c");
  }
}
