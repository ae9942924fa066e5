package io.switchboard.node.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a call is answered: a status and a body, apart from the HTTP server that sends it.
 *
 * @param mediaType the body's, as in {@code Content-Type}
 * @param headers more headers, by name
 */
public record Answer(int status, String mediaType, byte[] body, Map<String, String> headers) {
  static final String JSON_TYPE = "application/json";
  static final String PROBLEM_TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** A JSON body. */
  public static Answer json(int status, JsonNode body) {
    return new Answer(status, JSON_TYPE, bytes(body), Map.of());
  }

  /** Text of another kind, in UTF-8. */
  public static Answer text(String mediaType, String body) {
    return new Answer(200, mediaType, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Answer of(Problem problem) {
    JsonNode body =
        JSON.createObjectNode()
            .put("type", "about:blank")
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail());
    return new Answer(problem.status(), PROBLEM_TYPE, bytes(body), Map.of());
  }

  Answer with(String header, String value) {
    return new Answer(status, mediaType, body, Map.of(header, value));
  }

  boolean isSuccess() {
    return status < 300;
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new IllegalStateException("a JSON tree that cannot be written", e);
    }
  }
}
