package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network parts, both ways and one way, and a node is frozen and wakes up. */
final class IsolationIT {
  /** {@code -Dstall.seconds=60} for longer ones. */
  private static final int STALL_SECONDS = Integer.getInteger("stall.seconds", 15);

  @Test
  void whoIsGivenUpFindsItselfRemovedAndNothingThatItDidIsLostOrTwice() {
    MultiJvmLauncher.run(
        IsolationSpec.class,
        new Options(
            Duration.ofSeconds(420 + STALL_SECONDS),
            List.of("-D" + IsolationSpec.STALL + "=" + STALL_SECONDS)),
        "clients",
        "a",
        "b",
        "c",
        "d",
        "e");
  }
}
