package io.switchboard.checker;

import java.util.Map;
import java.util.stream.Collectors;

/** A verdict as JSON, by hand: three shapes do not need a library. */
final class VerdictJson {
  private VerdictJson() {}

  static String of(Verdict verdict) {
    return "{\"ok\":"
        + verdict.isOk()
        + ",\"counts\":"
        + verdict.counts().entrySet().stream()
            .map(e -> quoted(e.getKey().label()) + ':' + e.getValue())
            .collect(Collectors.joining(",", "{", "}"))
        + ",\"violations\":"
        + verdict.violations().stream()
            .map(VerdictJson::violation)
            .collect(Collectors.joining(",", "[", "]"))
        + ",\"figures\":"
        + verdict.figures().byName().entrySet().stream()
            .map((Map.Entry<String, Long> e) -> quoted(e.getKey()) + ':' + e.getValue())
            .collect(Collectors.joining(",", "{", "}"))
        + '}';
  }

  private static String violation(Violation violation) {
    return "{\"kind\":"
        + quoted(violation.kind().label())
        + ",\"explanation\":"
        + quoted(violation.explanation())
        + ",\"operations\":"
        + violation.operations().stream()
            .map(VerdictJson::operation)
            .collect(Collectors.joining(",", "[", "]"))
        + '}';
  }

  private static String operation(Operation operation) {
    return "{\"file\":"
        + quoted(operation.file().toString())
        + ",\"line\":"
        + operation.line()
        + ",\"text\":"
        + quoted(operation.text())
        + '}';
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
