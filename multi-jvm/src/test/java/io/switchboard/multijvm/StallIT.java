package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node is frozen for longer than it takes to be given up, and wakes up. */
final class StallIT {
  /** {@code -Dstall.seconds=60} for longer ones. */
  private static final int SECONDS = Integer.getInteger("stall.seconds", 15);

  @Test
  void aNodeThatWakesUpFindsItselfRemovedAndPublishesNothingTwice() {
    MultiJvmLauncher.run(
        StallSpec.class,
        new Options(
            Duration.ofSeconds(285 + SECONDS), List.of("-D" + StallSpec.TIME + "=" + SECONDS)),
        "clients",
        "a",
        "b",
        "c");
  }
}
