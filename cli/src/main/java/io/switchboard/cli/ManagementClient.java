package io.switchboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls a node's management API. Blocks; for one thread. */
public final class ManagementClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
  private static final int PAGE = 500;

  private final String base;
  private final Path tokenFile;
  private final Duration timeout;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .build();

  ManagementClient(String base, Path tokenFile, Duration timeout) {
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    this.tokenFile = tokenFile;
    this.timeout = timeout;
  }

  /** The node about itself. */
  public JsonNode node() {
    return call("GET", "/switchboard/node", Optional.empty());
  }

  /** All topics. */
  public List<JsonNode> topics() {
    return pages("/switchboard/topics", "topics", Integer.MAX_VALUE);
  }

  /** Sessions, at most so many. */
  public List<JsonNode> sessions(int limit) {
    return pages("/switchboard/sessions", "sessions", limit);
  }

  /**
   * Creates a topic.
   *
   * @return false: there is one of this name already
   */
  public boolean createTopic(String name, int partitions, OptionalInt replication) {
    ObjectNode body = JSON.createObjectNode().put("name", name).put("partitions", partitions);
    replication.ifPresent(factor -> body.put("replication", factor));
    HttpResponse<byte[]> reply = send("POST", "/switchboard/topics", Optional.of(body));
    if (reply.statusCode() == 409) {
      return false;
    }
    read(reply);
    return true;
  }

  private List<JsonNode> pages(String path, String field, int limit) {
    List<JsonNode> all = new ArrayList<>();
    Optional<String> page = Optional.empty();
    do {
      int wanted = Math.min(PAGE, limit - all.size());
      String query =
          "?limit="
              + wanted
              + page.map(token -> "&page=" + URLEncoder.encode(token, StandardCharsets.UTF_8))
                  .orElse("");
      JsonNode body = call("GET", path + query, Optional.empty());
      body.path(field).forEach(all::add);
      page = Optional.ofNullable(body.path("next").asText(null));
    } while (page.isPresent() && all.size() < limit);
    return all;
  }

  private JsonNode call(String method, String path, Optional<JsonNode> body) {
    return read(send(method, path, body));
  }

  private static JsonNode read(HttpResponse<byte[]> reply) {
    JsonNode body;
    try {
      body = JSON.readTree(reply.body());
    } catch (IOException notJson) {
      body = JSON.createObjectNode();
    }
    if (reply.statusCode() >= 300) {
      throw CliException.failed(
          "The node answered "
              + reply.statusCode()
              + ": "
              + body.path("detail").asText("no reason given"),
          reply.statusCode() == 401 ? "Give the right --token-file." : "");
    }
    return body;
  }

  private HttpResponse<byte[]> send(String method, String path, Optional<JsonNode> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(
                method,
                body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                    .orElse(HttpRequest.BodyPublishers.noBody()))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw CliException.of(
          ExitCodes.UNREACHABLE,
          "The management API at " + base + " does not answer: " + e.getMessage(),
          "Is the node running? './switchboard doctor' looks further.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.of(ExitCodes.INTERRUPTED, "Interrupted.", "", e);
    }
  }

  private String token() {
    try {
      return Files.readString(tokenFile).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw CliException.of(
          ExitCodes.FAILED,
          "Cannot read the management token " + tokenFile + ": " + e.getMessage(),
          "Name the right file with --token-file.",
          e);
    }
  }
}
