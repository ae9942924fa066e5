package io.switchboard.cli.transfer;

import io.switchboard.cli.CliException;
import io.switchboard.sdk.StartPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Understands {@code --from}: a word, a time, or a cursor file. */
final class Start {
  private Start() {}

  /**
   * Where to start.
   *
   * @param from as given; empty: behind the cursor file if it exists, else at the earliest event
   */
  static StartPosition of(Optional<String> from, Optional<Path> cursorFile, String topic) {
    if (from.isEmpty()) {
      return cursorFile.filter(Files::exists).isPresent()
          ? StartPosition.cursor(CursorFile.read(cursorFile.get(), topic))
          : StartPosition.earliest();
    }
    String text = from.get();
    if (text.equals("earliest")) {
      return StartPosition.earliest();
    }
    if (text.equals("latest")) {
      return StartPosition.latest();
    }
    Optional<Instant> time = time(text);
    if (time.isPresent()) {
      return StartPosition.at(time.get());
    }
    Path file = Path.of(text);
    if (!Files.exists(file)) {
      throw CliException.usage(
          "--from " + text + " is neither earliest nor latest, nor a time, nor a file.",
          "Write a time as 2026-01-31T12:00:00Z.");
    }
    return StartPosition.cursor(CursorFile.read(file, topic));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
