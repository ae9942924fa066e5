package io.switchboard.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A JSON value together with its place in the document, so that every complaint about it can say
 * where. A JSON null counts as absent.
 */
record JsonAt(JsonNode node, String place) {

  /** The field, if it is there and not null. */
  Optional<JsonAt> field(String name) {
    JsonNode child = requireObject().node.path(name);
    return child.isMissingNode() || child.isNull()
        ? Optional.empty()
        : Optional.of(new JsonAt(child, place + "/" + name));
  }

  /** The field, which must be there. */
  JsonAt require(String name) {
    return field(name)
        .orElseThrow(
            () ->
                new MalformedReplyException(
                    "%s: the field \"%s\" is missing".formatted(place, name)));
  }

  /** The elements of an array field; none when the field is absent. */
  List<JsonAt> elements(String name) {
    return field(name).map(JsonAt::elements).orElse(List.of());
  }

  /** The elements of this array. */
  List<JsonAt> elements() {
    if (!node.isArray()) {
      throw unexpected("an array");
    }
    List<JsonAt> elements = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonAt(node.get(i), place + "/" + i));
    }
    return elements;
  }

  JsonAt requireObject() {
    if (!node.isObject()) {
      throw unexpected("an object");
    }
    return this;
  }

  /** This value as text that is not empty. */
  String text() {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw unexpected("a text that is not empty");
    }
    return node.textValue();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw unexpected("true or false");
    }
    return node.booleanValue();
  }

  /** This value as a whole number of a port, from {@code lowest} to 65535. */
  int port(int lowest) {
    if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
      throw unexpected("a port number");
    }
    int port = node.intValue();
    if (port < lowest || port > 65_535) {
      throw new MalformedReplyException(
          "%s: expected a port from %d to 65535, got %d".formatted(place, lowest, port));
    }
    return port;
  }

  private MalformedReplyException unexpected(String expected) {
    String came = node.getNodeType().name().toLowerCase(Locale.ROOT);
    return new MalformedReplyException(
        "%s: expected %s, got %s".formatted(place.isEmpty() ? "/" : place, expected, came));
  }
}
