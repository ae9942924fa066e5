package io.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node is asked, how often, and what becomes of its answer. */
final class ManagementClientTest {
  private static final String NODE = "GET /switchboard/node";

  @TempDir private Path folder;
  private final ManagementDouble one = new ManagementDouble();
  private final ManagementDouble two = new ManagementDouble();
  private Path token;

  @BeforeEach
  void writeToken() throws IOException {
    token = Files.writeString(folder.resolve("token"), "secret\n");
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private ManagementClient client(String... addresses) {
    return new ManagementClient(List.of(addresses), token, Duration.ofSeconds(5));
  }

  private static String nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + free.getLocalPort();
    }
  }

  @Test
  void theNextNodeIsAskedIfOneIsAwayAndAskedFirstFromThenOn() throws IOException {
    two.say(NODE, 200, "{\"pid\":7}");
    ManagementClient client = client(nobody(), two.url());

    assertThat(client.node().path("pid").asInt()).isEqualTo(7);
    assertThat(client.node().path("pid").asInt()).isEqualTo(7);

    assertThat(two.asked).hasSize(2);
  }

  @Test
  void aNodeThatCannotNowIsPassedOver() {
    one.say(NODE, 503, "{\"detail\":\"This node starts\"}");
    two.say(NODE, 200, "{}");

    client(one.url(), two.url()).node();

    assertThat(one.asked).hasSize(1);
  }

  @Test
  void ifNoneCanTheirReasonIsShown() throws IOException {
    one.say(NODE, 503, "{\"detail\":\"This node starts\"}");

    assertThatThrownBy(() -> client(nobody(), one.url()).node())
        .hasMessageContaining("503")
        .hasMessageContaining("This node starts");
    String first = nobody();
    assertThatThrownBy(() -> client(first, first + "/").node())
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.UNREACHABLE))
        .hasMessageContaining(first);
  }

  @Test
  void aRefusalIsNotAskedForTwice() {
    one.say(NODE, 401, "{\"detail\":\"The token is not this node's.\"}");

    assertThatThrownBy(() -> client(one.url(), two.url()).node())
        .hasMessageContaining("not this node's");
    assertThat(two.asked).isEmpty();
  }

  @Test
  void aTopicIsNotCreatedAgainElsewhereWhenItMayBeThere() {
    one.say("POST /switchboard/topics", 503, "{\"detail\":\"perhaps\"}");

    assertThatThrownBy(() -> client(one.url(), two.url()).createTopic("t", 1, OptionalInt.empty()))
        .hasMessageContaining("perhaps");
    assertThat(two.asked).isEmpty();
  }

  @Test
  void aNodeThatDoesNotAnswerIsGivenItsShareOfTheTime() throws IOException {
    two.say(NODE, 200, "{}");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long started = System.nanoTime();

      new ManagementClient(
              List.of("http://127.0.0.1:" + silent.getLocalPort(), two.url()),
              token,
              Duration.ofMillis(600))
          .node();

      assertThat(Figures.since(started)).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
    }
  }

  @Test
  void pagesAreJoinedAndWhatIsUnknownIsToldOnce() {
    String node = "10.0.0.1:25520";
    String query = "?node=10.0.0.1%3A25520&limit=500";
    one.say(
        "GET /switchboard/shards" + query,
        200,
        "{\"shards\":[{\"shard\":\"0\"}],\"unknown\":[\"x\"],\"next\":\"0 +\"}");
    one.say(
        "GET /switchboard/shards" + query + "&page=0%20%2B",
        200,
        "{\"shards\":[{\"shard\":\"1\"}],\"unknown\":[\"x\",\"y\"]}");

    ManagementClient.Listing shards = client(one.url()).shards(Optional.of(node));

    assertThat(shards.entries())
        .extracting(shard -> shard.path("shard").asText())
        .containsExactly("0", "1");
    assertThat(shards.unknown()).containsExactly("x", "y");
  }

  @Test
  void anEmptyPageInTheMiddleIsNotTheEnd() {
    one.say(
        "GET /switchboard/sessions?topic=t&limit=5", 200, "{\"sessions\":[],\"next\":\"more\"}");
    one.say(
        "GET /switchboard/sessions?topic=t&limit=5&page=more",
        200,
        "{\"sessions\":[{\"session\":\"s\"}]}");

    assertThat(client(one.url()).sessions(Map.of("topic", "t"), 5)).hasSize(1);
  }
}
