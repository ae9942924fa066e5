package io.switchboard.multijvm.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node tells over its management port. A node that does not answer at once tells nothing.
 */
final class NodeView {
  private static final Duration WITHIN = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(WITHIN).build();
  private final String token;

  NodeView(String token) {
    this.token = token;
  }

  /** The members that a node sees as up and reachable, itself too; 0 if it does not answer. */
  int membersUp(ChaosNode node) {
    int up = 0;
    for (JsonNode seed :
        get(node, "/bootstrap/seed-nodes")
            .map(all -> all.path("seedNodes"))
            .orElse(JSON.createArrayNode())) {
      up += seed.path("status").asText().equals("Up") ? 1 : 0;
    }
    return up;
  }

  /** The sessions that live on a node at this moment; 0 if it does not answer. */
  long sessions(ChaosNode node) {
    return get(node, "/switchboard/node")
        .map(all -> all.path("sessions").path("active").asLong())
        .orElse(0L);
  }

  private Optional<JsonNode> get(ChaosNode node, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.ports.management() + path))
            .timeout(WITHIN)
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? Optional.of(JSON.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException away) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
