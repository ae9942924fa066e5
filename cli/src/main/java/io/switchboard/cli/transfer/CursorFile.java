package io.switchboard.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

/** A reader's place, kept in a file between two runs: topic and opaque cursor. */
final class CursorFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CursorFile() {}

  /** Writes it, whole or not at all. */
  static void write(Path file, String topic, byte[] cursor) {
    ObjectNode json = JSON.createObjectNode();
    json.put("topic", topic);
    json.put("cursor", Base64.getEncoder().encodeToString(cursor));
    Path absolute = file.toAbsolutePath();
    Path half = absolute.resolveSibling(absolute.getFileName() + ".new");
    try {
      Files.writeString(half, json.toPrettyString() + "\n");
      Files.move(
          half, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CliException.of(
          ExitCodes.FAILED,
          "Cannot write the cursor file " + file + ": " + e.getMessage(),
          "Name another one with --cursor-file.",
          e);
    }
  }

  /**
   * Reads it.
   *
   * @throws CliException if it is none, or another topic's
   */
  static byte[] read(Path file, String topic) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      String of = json.path("topic").asText("");
      if (!of.equals(topic)) {
        throw CliException.usage(
            "The cursor file " + file + " belongs to the topic '" + of + "', not '" + topic + "'.",
            "Name the right file or the right topic.");
      }
      return Base64.getDecoder().decode(json.path("cursor").asText(""));
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.of(
          ExitCodes.USAGE,
          "Cannot read the cursor file " + file + ": " + e.getMessage(),
          "It is written by 'consume --cursor-file'.",
          e);
    }
  }
}
