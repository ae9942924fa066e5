package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

  /** By chance alone, two processes would never choose so many without one in common. */
  private static final int MANY = 400;

  @TempDir Path folder;

  @Test
  void aTakenPortIsNotFreeAndTheNextFreeOneIsChosen() throws IOException {
    int wish = Ports.choose(0, Set.of());
    assertThat(Ports.choose(wish, Set.of())).isEqualTo(wish);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Loopback.port(wish));

      assertThat(Ports.isFree(wish)).isFalse();
      assertThat(Ports.choose(wish, Set.of())).isGreaterThan(wish);
    }
  }

  @Test
  void aPortTakenOnAllAddressesIsNotFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void aPortThatIsToBeAvoidedIsNotChosen() {
    int wish = Ports.choose(0, Set.of());

    assertThat(Ports.choose(wish, Set.of(wish))).isNotEqualTo(wish);
  }

  @Test
  void severalPortsAreDifferentAndFree() {
    assertThat(Ports.free(50)).hasSize(50).doesNotHaveDuplicates().allMatch(Ports::isFree);
  }

  @Test
  void aPortOnWhichNobodyListensYetIsNotGivenToAnother() throws Exception {
    Set<String> ours = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      ours.add(Integer.toString(Ports.free()));
    }
    assertThat(ours).as("each once").hasSize(MANY);
    Path log = folder.resolve("other.log");
    ChildJvm other =
        ChildJvm.start(
            ChildJvmSpec.of(Mains.PortSeeker.class.getName(), Mains.classPath(), log)
                .withArgs(List.of(Integer.toString(MANY))));
    assertThat(other.onExit().get(60, TimeUnit.SECONDS)).isZero();

    assertThat(Files.readAllLines(log))
        .hasSizeGreaterThanOrEqualTo(MANY)
        .doesNotContainAnyElementsOf(ours);
  }

  @Test
  void anyPortMeansOneThatIsNotUsedForOutgoingConnections() {
    assertThat(Ports.choose(0, Set.of())).isBetween(20_000, 32_000);
  }
}
