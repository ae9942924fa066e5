package io.switchboard.multijvm;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The network parts, both ways and one way. */
final class PartitionIT {

  @Test
  void aMinorityEndsAndNothingThatItDidIsLostOrTwice() {
    MultiJvmLauncher.run(
        PartitionSpec.class,
        Options.defaults().withLimit(Duration.ofMinutes(5)),
        "clients",
        "a",
        "b",
        "c",
        "d");
  }
}
