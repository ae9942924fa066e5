package io.switchboard.multijvm.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The file of all rounds so far, a line of JSON each; a run that was ended goes on behind it. */
final class Results {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  Results(Path file) {
    this.file = file;
  }

  /** All rounds in it. */
  List<RoundResult> all() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<RoundResult> all = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        all.add(JSON.readValue(line, RoundResult.class));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void append(RoundResult result) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(
          file,
          (JSON.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rounds of a run that are done. */
  int doneOf(long run) {
    return (int) all().stream().filter(result -> result.run() == run).count();
  }

  /** A table of the waits after each kind of fault, over all rounds of the file. */
  String table() {
    Map<String, List<Long>> waits = new TreeMap<>();
    Map<String, Integer> faults = new TreeMap<>();
    List<RoundResult> all = all();
    for (RoundResult result : all) {
      result
          .waits()
          .forEach(
              (kind, more) -> {
                waits.computeIfAbsent(kind, k -> new ArrayList<>()).addAll(more);
                faults.merge(kind, 1, Integer::sum);
              });
    }
    StringBuilder table =
        new StringBuilder(
            "%d rounds, %d good%n%n| fault | rounds with it | longest wait of a session: p50 | p99 | max |%n|---|---|---|---|---|%n"
                .formatted(all.size(), all.stream().filter(RoundResult::isGood).count()));
    waits.forEach(
        (kind, values) -> {
          values.sort(null);
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %.1f s | %.1f s | %.1f s |%n",
                  kind,
                  faults.get(kind),
                  Availability.quantile(values, 0.5) / 1000.0,
                  Availability.quantile(values, 0.99) / 1000.0,
                  Availability.quantile(values, 1) / 1000.0));
        });
    return table.toString();
  }

  /** The commit that is checked out, with a + if something was changed since; else "unknown". */
  static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty=+")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? answer : "unknown";
    } catch (IOException noGit) {
      return "unknown";
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
