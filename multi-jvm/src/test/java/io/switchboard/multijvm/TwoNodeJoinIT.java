package io.switchboard.multijvm;

import org.junit.jupiter.api.Test;

/** Two real JVMs form a cluster: the base of every test with several nodes. */
final class TwoNodeJoinIT {

  @Test
  void twoNodesJoinAndEachSeesBothUp() {
    MultiJvmLauncher.run(TwoNodeJoinSpec.class, "first", "second");
  }
}
