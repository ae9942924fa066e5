package io.switchboard.bench;

import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to type to measure the same again. It names every setting, so that it still means the same
 * when a default has changed.
 *
 * @param words the program's name and its arguments
 */
record RepeatCommand(List<String> words) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  RepeatCommand {
    words = List.copyOf(words);
  }

  static RepeatCommand of(Settings settings, List<String> nodeJvmArgs) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "./switchboard",
                "bench",
                "--only",
                settings.only().stream()
                    .sorted()
                    .map(Workload::name)
                    .collect(Collectors.joining(",")),
                "--rounds",
                Integer.toString(settings.rounds()),
                "--seconds",
                number(settings.seconds()),
                "--node-warm-up",
                number(settings.nodeWarmUpSeconds()),
                "--warm-up",
                number(settings.warmUpSeconds()),
                "--sessions",
                Integer.toString(settings.sessions()),
                "--event-bytes",
                Integer.toString(settings.eventBytes()),
                "--events",
                Integer.toString(settings.eventsPerPartition()),
                "--transport",
                settings.transport().name(),
                "--nodes",
                Integer.toString(settings.nodes()),
                "--allocated",
                Integer.toString(settings.held().allocated()),
                "--waiting",
                Integer.toString(settings.held().waiting()),
                "--fan-out",
                settings.ownRuns().fanOutReaders().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",")),
                "--fan-out-rate",
                number(settings.ownRuns().fanOutBatchesPerSecond()),
                "--cold-sessions",
                Integer.toString(settings.ownRuns().coldSessions())));
    if (!settings.ownRuns().peer().isEmpty()) {
      words.addAll(List.of("--peer", settings.ownRuns().peer()));
    }
    words.addAll(
        List.of(
            "--kafka-port",
            Integer.toString(settings.ownRuns().kafkaPort()),
            "--node-jvm-args",
            String.join(" ", nodeJvmArgs)));
    return new RepeatCommand(words);
  }

  /** One line for a shell. */
  String line() {
    return words.stream().map(RepeatCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
