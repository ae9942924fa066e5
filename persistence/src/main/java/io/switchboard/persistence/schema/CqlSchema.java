package io.switchboard.persistence.schema;

import io.switchboard.persistence.PersistenceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The schema as text, from {@code schema.cql}: one place that operators read and that the local
 * stack applies.
 */
public final class CqlSchema {
  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\n|$)");

  private CqlSchema() {}

  /** The statements in order, each with the comments above it, without semicolons. */
  public static List<String> statements(PersistenceSettings settings) {
    return END_OF_STATEMENT
        .splitAsStream(script(settings))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  /** The whole script, ready for {@code cqlsh -f}. */
  public static String script(PersistenceSettings settings) {
    return template()
        .replace("${keyspace}", settings.keyspace())
        .replace("${replication}", replication(settings.replication()));
  }

  private static String replication(Map<String, Integer> copies) {
    return "'class': 'NetworkTopologyStrategy', "
        + new TreeMap<>(copies)
            .entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
                .collect(Collectors.joining(", "));
  }

  private static String template() {
    try (InputStream in = CqlSchema.class.getResourceAsStream("/schema.cql")) {
      if (in == null) {
        throw new IllegalStateException("schema.cql is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
