package io.switchboard.node.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A call that has found its route and may be made.
 *
 * @param path the values of the template's parameters, decoded
 * @param query the query's parameters, decoded
 * @param accept the media types that the caller names, if it does
 * @param body empty unless the route takes one
 */
public record Call(
    Map<String, String> path, Map<String, String> query, Optional<String> accept, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Call {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /** A parameter of the query; one without a value is as if it were not there. */
  public Optional<String> asked(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** A parameter of the route's template. */
  String at(String name) {
    return Optional.ofNullable(path.get(name))
        .orElseThrow(() -> new IllegalStateException("the route has no {" + name + "}"));
  }

  /** The body as JSON. */
  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new BadCallException("The body is not JSON.", e);
    }
  }
}
