package io.switchboard.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a server's configuration from a resource of this package, with {@code @NAME@} replaced.
 */
final class Template {

  private Template() {}

  static void write(String resource, Map<String, Object> values, Path target) throws IOException {
    String text;
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("Resource " + resource + " is missing");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, Object> value : values.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
    }
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
  }
}
