package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

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
  void anyPortMeansOneThatIsNotUsedForOutgoingConnections() {
    assertThat(Ports.choose(0, Set.of())).isBetween(20_000, 32_000);
  }
}
