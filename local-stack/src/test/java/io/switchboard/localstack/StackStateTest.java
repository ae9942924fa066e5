package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {

  @TempDir Path folder;

  private StackState first() {
    return StackState.choose(Optional.empty(), LocalStackOptions.in(folder).withPorts(0, 0));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = folder.resolve("state");
    StackState state = first().withKafka(new ServerPorts(1, 2), new ProcessId(3, 4));

    state.write(file);

    assertThat(StackState.read(file)).contains(state);
  }

  @Test
  void aMissingFileIsNoState() {
    assertThat(StackState.read(folder.resolve("none"))).isEmpty();
  }

  @Test
  void aBrokenFileIsAnErrorThatSaysWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("state"), "owner=1@2\n");

    assertThatThrownBy(() -> StackState.read(file))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("stack.id is missing")
        .hasMessageContaining("Delete the whole folder");
  }

  @Test
  void identityAndPortsAreKept() {
    StackState last = first();

    StackState next =
        StackState.choose(Optional.of(last), LocalStackOptions.in(folder).withPorts(0, 0));

    assertThat(next.stackId()).isEqualTo(last.stackId());
    assertThat(next.kafka()).isEqualTo(last.kafka());
    assertThat(next.cassandra()).isEqualTo(last.cassandra());
  }

  @Test
  void aPortThatIsTakenNowIsReplacedAndTheOthersStay() throws IOException {
    StackState last = first();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Loopback.port(last.kafka().client()));

      StackState next =
          StackState.choose(Optional.of(last), LocalStackOptions.in(folder).withPorts(0, 0));

      assertThat(next.kafka().client()).isNotEqualTo(last.kafka().client());
      assertThat(next.kafka().internal()).isEqualTo(last.kafka().internal());
      assertThat(next.cassandra()).isEqualTo(last.cassandra());
    }
  }

  @Test
  void anotherWishWinsOverTheLastPort() {
    StackState last = first();
    int wish = Ports.choose(0, java.util.Set.of(last.kafka().client()));

    StackState next =
        StackState.choose(Optional.of(last), LocalStackOptions.in(folder).withPorts(wish, 0));

    assertThat(next.kafka().client()).isEqualTo(wish);
  }

  @Test
  void anIdentityIsWhatKafkaTakesForAClusterId() {
    String id = StackState.newStackId();

    assertThat(Base64.getUrlDecoder().decode(id)).hasSize(16);
    assertThat(id).doesNotStartWith("-");
  }
}
