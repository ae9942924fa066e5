package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes find each other by configuration, and any of them takes any call. */
final class BootstrapIT {

  @Test
  void nodesFindEachOtherAndEverySessionIsServedThroughEveryDoor() {
    MultiJvmLauncher.run(
        BootstrapSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(5)),
        "clients",
        "a",
        "b",
        "c",
        "late");
  }
}
