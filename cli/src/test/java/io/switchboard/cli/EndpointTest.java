package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointTest {
  @TempDir private Path folder;

  @Test
  void itComesBackAsItWasWritten() {
    Endpoint endpoint = endpoint(node(living(), 1), node(living(), 2));
    Path file = folder.resolve("node.json");
    endpoint.write(file);

    assertThat(Endpoint.read(file)).contains(endpoint);
    assertThat(endpoint.isAlive()).isTrue();
  }

  @Test
  void itTellsTheFirstNodeAsItDidWhenThereWasOne() throws IOException {
    JsonNode json = new ObjectMapper().readTree(endpoint(node(1, 1), node(2, 2)).toJson());

    assertThat(json.path("pid").asLong()).isEqualTo(1);
    assertThat(json.path("tcp").asText()).isEqualTo("tcp://127.0.0.1:9091");
    assertThat(json.path("log").asText()).isEqualTo("/l1");
    assertThat(json.path("nodes")).hasSize(2);
    assertThat(json.path("nodes").get(1).path("tcp").asText()).isEqualTo("tcp://127.0.0.1:9092");
  }

  @Test
  void aFileOfTheTimeWithOneNodeIsUnderstood() throws IOException {
    ObjectNode json =
        (ObjectNode) new ObjectMapper().readTree(endpoint(node(living(), 1)).toJson());
    json.remove("nodes");
    Path file = Files.writeString(folder.resolve("node.json"), json.toString());

    assertThat(Endpoint.read(file)).contains(endpoint(node(living(), 1)));
  }

  @Test
  void itLivesAsLongAsAnyNodeDoes() {
    Endpoint.Node dead = node(0, 1);
    Endpoint.Node alive = node(living(), 2);

    assertThat(endpoint(dead, alive).isAlive()).isTrue();
    assertThat(endpoint(dead, alive).living()).isEqualTo(alive);
    assertThat(endpoint(dead).isAlive()).isFalse();
    assertThat(endpoint(dead).living()).isEqualTo(dead);
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheNode() {
    Endpoint.Node now = node(living(), 1);
    Endpoint.Node earlier =
        new Endpoint.Node(
            now.pid(),
            now.startedAt().minusSeconds(60),
            now.http(),
            now.tcp(),
            now.management(),
            now.config(),
            now.log());

    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void aMissingOrDamagedFileIsNone() throws IOException {
    assertThat(Endpoint.read(folder.resolve("none"))).isEmpty();
    assertThat(Endpoint.read(Files.writeString(folder.resolve("half"), "{\"pid\": 1,"))).isEmpty();
    assertThat(Endpoint.read(Files.writeString(folder.resolve("odd"), "{\"startedAt\":\"x\"}")))
        .isEmpty();
  }

  private static long living() {
    return ProcessHandle.current().pid();
  }

  private static Endpoint.Node node(long pid, int number) {
    return Endpoint.Node.ofProcess(
        pid,
        "http://127.0.0.1:908" + number,
        "tcp://127.0.0.1:909" + number,
        "http://127.0.0.1:855" + number,
        Path.of("/c" + number),
        Path.of("/l" + number));
  }

  private static Endpoint endpoint(Endpoint.Node... nodes) {
    return new Endpoint(1, List.of(nodes), Path.of("/t"), "k:1", "c:2");
  }
}
