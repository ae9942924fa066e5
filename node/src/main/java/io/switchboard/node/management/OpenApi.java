package io.switchboard.node.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The API's own description (OpenAPI 3.1), which a test holds against the table of routes. */
final class OpenApi {
  static final String RESOURCE = "openapi.json";

  private OpenApi() {}

  static Route route() {
    byte[] file = file();
    return Route.getNow(
        "/switchboard/openapi", call -> new Answer(200, Answer.JSON_TYPE, file, Map.of()));
  }

  static byte[] file() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
