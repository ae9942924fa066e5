package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointTest {
  @TempDir private Path folder;

  @Test
  void itComesBackAsItWasWritten() {
    Endpoint endpoint = endpoint().withProcess(ProcessHandle.current().pid());
    Path file = folder.resolve("node.json");
    endpoint.write(file);

    assertThat(Endpoint.read(file)).contains(endpoint);
    assertThat(endpoint.isAlive()).isTrue();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheNode() {
    Endpoint now = endpoint().withProcess(ProcessHandle.current().pid());
    Endpoint earlier =
        new Endpoint(
            now.pid(),
            now.startedAt().minusSeconds(60),
            now.owner(),
            now.http(),
            now.tcp(),
            now.management(),
            now.tokenFile(),
            now.config(),
            now.log(),
            now.kafka(),
            now.cassandra());

    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void aMissingOrDamagedFileIsNone() throws IOException {
    assertThat(Endpoint.read(folder.resolve("none"))).isEmpty();
    assertThat(Endpoint.read(Files.writeString(folder.resolve("half"), "{\"pid\": 1,"))).isEmpty();
    assertThat(Endpoint.read(Files.writeString(folder.resolve("odd"), "{\"startedAt\":\"x\"}")))
        .isEmpty();
  }

  private static Endpoint endpoint() {
    return new Endpoint(
        0,
        Instant.EPOCH,
        1,
        "http://127.0.0.1:1",
        "tcp://127.0.0.1:2",
        "http://127.0.0.1:3",
        Path.of("/t"),
        Path.of("/c"),
        Path.of("/l"),
        "k:1",
        "c:2");
  }
}
