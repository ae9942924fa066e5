package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node is frozen for longer than it takes to be given up, and wakes up. */
final class StallIT {

  @Test
  void aNodeThatWakesUpFindsItselfRemovedAndPublishesNothingTwice() {
    MultiJvmLauncher.run(
        StallSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(3)),
        "clients",
        "a",
        "b",
        "c");
  }
}
