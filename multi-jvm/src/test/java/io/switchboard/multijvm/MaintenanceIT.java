package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Shards are moved and balanced, and every node is restarted, one after another, under load. */
final class MaintenanceIT {

  @Test
  void noCallFailsWhileShardsMoveAndEveryNodeIsRestarted() {
    MultiJvmLauncher.run(
        MaintenanceSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(7)),
        "clients",
        "a",
        "b",
        "c");
  }
}
