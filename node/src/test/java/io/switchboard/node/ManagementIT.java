package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.switchboard.node.management.SchemaCheck;
import io.switchboard.protocol.DescribeRequest;
import io.switchboard.protocol.ErrorCode;
import io.switchboard.protocol.ReadRequest;
import io.switchboard.protocol.Session;
import io.switchboard.protocol.SwitchboardError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management API of a real node: every answer is as its own description has it. */
class ManagementIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static TestNode node;
  private static SchemaCheck api;

  @BeforeAll
  static void start() throws IOException {
    Path token =
        Files.createFile(
            folder.resolve("token"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(token, TOKEN + "\n");
    node = TestNode.start(Map.of("switchboard.management.token-file", token.toString()));
    api = SchemaCheck.ofTheApi();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void anOperatorFindsASessionAndEndsItWhoeverHoldsIt() throws Exception {
    String topic = TestNode.newTopic(2);
    try (RawClient client = RawClient.compact(node.node().tcpAddress().getPort())) {
      Session session = client.thrift.allocate(RawClient.reader(topic));
      String path = "/switchboard/sessions/" + session.getSession();
      // Somebody took it over: the holder that allocated it may not end it.
      client.thrift.describe(new DescribeRequest(session.getSession()).setTakeOver(true));

      JsonNode report = call(200, "GET", path, "/switchboard/sessions/{id}", "");
      assertThat(report.path("live").path("topic").asText()).isEqualTo(topic);
      assertThat(report.path("live").path("phase").asText()).isEqualTo("IDLE");
      assertThat(report.path("live").path("holder").asInt()).isEqualTo(1);
      assertThat(report.path("live").path("positions")).hasSize(2);
      assertThat(report.path("node")).isEqualTo(nodes().path("self"));
      await().atMost(PATIENCE).until(() -> found("topic=" + topic + "&role=reader").size() == 1);
      assertThat(found("topic=" + topic + "&role=writer")).isEmpty();

      JsonNode ended = call(200, "DELETE", path, "/switchboard/sessions/{id}", "");
      JsonNode again = call(200, "DELETE", path, "/switchboard/sessions/{id}", "");

      assertThat(ended.path("already").asBoolean()).isFalse();
      assertThat(again.path("already").asBoolean()).isTrue();
      SwitchboardError told =
          catchThrowableOfType(
              SwitchboardError.class,
              () -> client.thrift.read(new ReadRequest(session.getSession(), 1).setHolder(1)));
      assertThat(told.getCode()).isEqualTo(ErrorCode.SESSION_DISPOSED.getValue());
    }
    call(
        404, "DELETE", "/switchboard/sessions/" + "a".repeat(26), "/switchboard/sessions/{id}", "");
  }

  @Test
  void aNodeShowsItselfAndItsShards() throws Exception {
    JsonNode nodes = nodes();
    JsonNode shards = call(200, "GET", "/switchboard/shards?limit=1000", "/switchboard/shards", "");

    assertThat(nodes.path("nodes")).hasSize(1);
    assertThat(nodes.path("nodes").get(0).path("address")).isEqualTo(nodes.path("self"));
    assertThat(shards.path("shards")).hasSize(100);
    call(200, "GET", "/switchboard/node", "/switchboard/node", "");
    call(200, "GET", "/switchboard/openapi", "/switchboard/openapi", "");
  }

  @Test
  void aShardIsPinnedAndUnpinned() throws Exception {
    String self = nodes().path("self").asText();
    String move = "/switchboard/shards/{id}/move";
    call(202, "POST", "/switchboard/shards/7/move", move, "{\"to\":\"" + self + "\"}");
    await().atMost(PATIENCE).until(() -> pinOf(7).asText().equals(self));

    call(200, "DELETE", "/switchboard/shards/7/pin", "/switchboard/shards/{id}/pin", "");

    await().atMost(PATIENCE).until(() -> pinOf(7).isMissingNode());
    call(404, "POST", "/switchboard/shards/7/move", move, "{\"to\":\"10.9.9.9:1\"}");
    call(404, "POST", "/switchboard/shards/700/move", move, "{\"to\":\"" + self + "\"}");
  }

  @Test
  void aNodeDrainsUntilItIsTakenBack() throws Exception {
    String self = nodes().path("self").asText();
    for (String verb : new String[] {"drain", "undrain"}) {
      String path = "/switchboard/nodes/" + self + "/" + verb;
      call(202, "POST", path, "/switchboard/nodes/{address}/" + verb, "");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nodes().path("nodes").get(0).path("draining").asBoolean()
                      == verb.equals("drain"));
      // What the view shows and what is ready come from the same knowledge of this node.
      call(verb.equals("drain") ? 503 : 200, "GET", "/ready", "/ready", "");
    }
    call(202, "POST", "/switchboard/rebalance", "/switchboard/rebalance", "");
    call(
        404,
        "POST",
        "/switchboard/nodes/10.9.9.9:1/drain",
        "/switchboard/nodes/{address}/drain",
        "");
  }

  private static JsonNode nodes() throws Exception {
    return call(200, "GET", "/switchboard/nodes", "/switchboard/nodes", "");
  }

  private static JsonNode pinOf(int shard) throws Exception {
    return call(
            200,
            "GET",
            "/switchboard/shards?limit=1&page=" + (shard - 1),
            "/switchboard/shards",
            "")
        .path("shards")
        .get(0)
        .path("pinnedTo");
  }

  private static JsonNode found(String query) throws Exception {
    return call(
            200, "GET", "/switchboard/sessions?limit=1000&" + query, "/switchboard/sessions", "")
        .path("sessions");
  }

  /** Makes a call, and holds its answer against the description of this route. */
  private static JsonNode call(int status, String method, String path, String route, String body)
      throws Exception {
    HttpResponse<String> reply =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + node.node().managementAddress().getPort() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    JsonNode answer = JSON.readTree(reply.body());
    assertThat(api.faults(method, route, status, answer)).isEmpty();
    return answer;
  }
}
