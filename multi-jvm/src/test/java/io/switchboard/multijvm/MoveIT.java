package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Shards are moved by hand and balanced again under load. */
final class MoveIT {

  @Test
  void noCallFailsWhileShardsMove() {
    MultiJvmLauncher.run(
        MoveSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(5)),
        "clients",
        "a",
        "b",
        "c");
  }
}
