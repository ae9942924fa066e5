package io.switchboard.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, read within a bound, for the message of an error. */
final class LogTail {

  private static final int MAX_BYTES = 32 * 1024;

  private LogTail() {}

  /**
   * At most {@code maxLines} lines from the end; none if the file is missing, and a line that says
   * so if it cannot be read.
   */
  static List<String> of(Path file, int maxLines) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - MAX_BYTES);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - maxLines), lines.size());
    } catch (IOException unreadable) {
      return List.of("(" + file + " cannot be read: " + unreadable.getMessage() + ")");
    }
  }
}
