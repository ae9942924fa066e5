package io.switchboard.node.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds JSON against the part of JSON Schema that the API's description uses: types, required and
 * further properties, items, enumerations, references. A property that is not described is a fault,
 * too.
 */
public record SchemaCheck(JsonNode api) {

  /** Over the description that the node serves. */
  public static SchemaCheck ofTheApi() throws IOException {
    return new SchemaCheck(new ObjectMapper().readTree(OpenApi.file()));
  }

  /** What of an answer does not fit to how its route and status are described. */
  public List<String> faults(String method, String path, int status, JsonNode answer) {
    JsonNode response =
        resolved(
            api.path("paths")
                .path(path)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(status)));
    JsonNode content = response.path("content").elements().next();
    return faults(content.path("schema"), answer);
  }

  /** What does not fit; empty if all does. */
  List<String> faults(JsonNode schema, JsonNode value) {
    List<String> faults = new ArrayList<>();
    check("$", schema, value, faults);
    return faults;
  }

  /** What a reference means, or the node itself. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
  }

  private void check(String at, JsonNode unresolved, JsonNode value, List<String> faults) {
    JsonNode schema = resolved(unresolved);
    String type = schema.path("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> throw new IllegalStateException("a schema without type at " + at);
        };
    if (!fits) {
      faults.add(at + " is no " + type + ": " + value);
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      faults.add(at + " is none of " + schema.path("enum"));
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      check(at + "[" + i + "]", schema.path("items"), value.get(i), faults);
    }
    if (value.isObject()) {
      checkProperties(at, schema, value, faults);
    }
  }

  private void checkProperties(String at, JsonNode schema, JsonNode value, List<String> faults) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                faults.add(at + " lacks " + name.asText());
              }
            });
    JsonNode more = schema.path("additionalProperties");
    value
        .fields()
        .forEachRemaining(
            field -> {
              String name = at + "." + field.getKey();
              JsonNode described = schema.path("properties").path(field.getKey());
              if (described.isObject()) {
                check(name, described, field.getValue(), faults);
              } else if (more.isObject()) {
                check(name, more, field.getValue(), faults);
              } else if (schema.has("properties") && !more.asBoolean()) {
                faults.add(name + " is not described");
              }
            });
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode one : list) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
