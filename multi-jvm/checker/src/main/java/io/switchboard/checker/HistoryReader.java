package io.switchboard.checker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads history files, the one after the other, as one history.
 *
 * <p>A last line without an end is what a killed process leaves: it is left out and counted.
 */
final class HistoryReader {
  private final List<Path> files;
  private final List<Instant> starts = new ArrayList<>();
  private final Set<Path> cut = new HashSet<>();

  /**
   * Looks at the first lines.
   *
   * @throws UnreadableHistoryException if one is not a history's
   */
  HistoryReader(List<Path> files) {
    this.files = List.copyOf(files);
    for (Path file : files) {
      try (BufferedReader reader = open(file)) {
        starts.add(start(file, reader));
      } catch (IOException e) {
        throw new UnreadableHistoryException(file + ": " + e, e);
      }
    }
  }

  /** Lines that a crash has cut off in the middle, at most one a file; known after the reading. */
  int cutLines() {
    return cut.size();
  }

  /**
   * Tells all entries.
   *
   * @throws UnreadableHistoryException if a line cannot be understood
   */
  void tell(HistorySink sink) {
    Instant first = starts.stream().min(Instant::compareTo).orElse(Instant.EPOCH);
    LineParser parser = new LineParser(sink);
    for (int f = 0; f < files.size(); f++) {
      int file = f;
      long startMicros = ChronoUnit.MICROS.between(first, starts.get(f));
      forEachLine(
          files.get(f),
          (number, text) -> {
            try {
              parser.parse(text, Stamp.place(file, number), startMicros);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
              throw new UnreadableHistoryException(
                  files.get(file) + ":" + number + ": " + e.getMessage() + ": " + brief(text), e);
            }
          });
    }
  }

  /** What stands at some places. */
  Map<Long, Operation> operations(Set<Long> places) {
    Map<Long, Operation> operations = new HashMap<>();
    for (int f = 0; f < files.size(); f++) {
      int file = f;
      if (places.stream().anyMatch(place -> Stamp.file(place) == file)) {
        forEachLine(
            files.get(f),
            (number, text) -> {
              long place = Stamp.place(file, number);
              if (places.contains(place)) {
                operations.put(place, new Operation(files.get(file), number, brief(text)));
              }
            });
      }
    }
    return operations;
  }

  private interface LineTaker {
    void take(long number, String text);
  }

  private void forEachLine(Path file, LineTaker taker) {
    boolean whole = endsWithNewline(file);
    try (BufferedReader reader = open(file)) {
      String current = reader.readLine();
      long number = 1;
      current = reader.readLine();
      while (current != null) {
        number++;
        String following = reader.readLine();
        if (following != null || whole) {
          taker.take(number, current);
        } else {
          cut.add(file);
        }
        current = following;
      }
    } catch (IOException e) {
      throw new UnreadableHistoryException(file + ": " + e, e);
    }
  }

  private static boolean endsWithNewline(Path file) {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - 1));
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last) == 1 && last.get(0) == '\n';
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16);
  }

  private static Instant start(Path file, BufferedReader reader) throws IOException {
    String line = reader.readLine();
    String[] words = line == null ? new String[0] : line.split(" ", -1);
    if (words.length != 3 || !words[0].equals(HistoryFormat.MAGIC)) {
      throw new UnreadableHistoryException(
          file + ": expected '" + HistoryFormat.MAGIC + " <version> <time>' in the first line");
    }
    if (!words[1].equals(String.valueOf(HistoryFormat.VERSION))) {
      throw new UnreadableHistoryException(
          file + ": version " + words[1] + "; this checker reads " + HistoryFormat.VERSION);
    }
    try {
      return Instant.parse(words[2]);
    } catch (DateTimeException e) {
      throw new UnreadableHistoryException(file + ": not a time: " + words[2], e);
    }
  }

  private static String brief(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
