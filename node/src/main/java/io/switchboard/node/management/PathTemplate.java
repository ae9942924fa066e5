package io.switchboard.node.management;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path with parameters, such as {@code /switchboard/shards/{id}/move}. A parameter is one segment
 * of letters, digits and {@code . _ : [ ] -}, which may come percent-encoded.
 *
 * @param text as OpenAPI writes it
 */
record PathTemplate(String text) {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,300}");
  private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9._:\\[\\]%-]{1,900}");

  PathTemplate {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with /, not as in " + text);
    }
  }

  /** The parameters of a path that fits; empty if it does not. */
  Optional<Map<String, String>> match(String path) {
    List<String> wanted = segments(text);
    List<String> given = segments(path);
    if (wanted.size() != given.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      if (!isParameter(segment)) {
        if (!segment.equals(given.get(i))) {
          return Optional.empty();
        }
        continue;
      }
      Optional<String> value = decoded(given.get(i));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parameters.put(segment.substring(1, segment.length() - 1), value.get());
    }
    return Optional.of(parameters);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static Optional<String> decoded(String segment) {
    if (!ENCODED.matcher(segment).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(segment, StandardCharsets.UTF_8))
          .filter(value -> VALUE.matcher(value).matches());
    } catch (IllegalArgumentException halfAnEscape) {
      return Optional.empty();
    }
  }
}
