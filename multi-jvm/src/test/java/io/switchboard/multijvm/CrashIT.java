package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node is killed under load, then the one with the shard coordinator. */
final class CrashIT {

  @Test
  void sessionsOfKilledNodesAnswerAgainInTime() {
    MultiJvmLauncher.run(
        CrashSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(5)),
        "clients",
        "a",
        "b",
        "c",
        "d");
  }
}
