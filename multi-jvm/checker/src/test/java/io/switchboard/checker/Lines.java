package io.switchboard.checker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Histories written by hand: one entry a line, without the times, one millisecond apart. */
final class Lines {
  private static final String FIRST = "switchboard-history 1 2026-01-01T00:00:00.000000Z\n";

  private Lines() {}

  static Verdict verdict(Path folder, String entries) {
    return Checker.check(file(folder, "history.txt", entries));
  }

  static Path file(Path folder, String name, String entries) {
    StringBuilder text = new StringBuilder(FIRST);
    int number = 0;
    for (String entry : entries.strip().split("\n")) {
      number++;
      text.append(number * 1_000).append(' ').append(entry.strip()).append('\n');
    }
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
