package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a user runs it, and that nothing of it stays behind. */
final class DemoIT {
  private static final int LINES = 2_000;

  @TempDir private Path folder;

  @Test
  void aKilledNodeLosesNothingAndNoProcessStays() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("this is line ").append(i).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    Path file = Files.writeString(folder.resolve("lines.txt"), text + "and the last one");

    Cli demo = Cli.startUnread(folder, "demo", file.toString());
    StringBuilder story = new StringBuilder();
    int seenWhileItRan = 0;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(demo.process().getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        story.append(line).append('\n');
        seenWhileItRan = Math.max(seenWhileItRan, processesOf(folder).size());
      }
    }
    Cli.Result result = demo.result();

    assertThat(result.exitCode()).as(story + result.err()).isZero();
    assertThat(story)
        .contains("kill -9, while both are under way")
        .contains("OK  2,001 lines: none lost, none twice, in order, byte for byte")
        .contains("found in the file itself, 0 in Kafka's records")
        .doesNotContain("\u001b[");
    assertThat(Files.mismatch(file, folder.resolve("demo/received.txt"))).isEqualTo(-1);
    assertThat(seenWhileItRan).as("the look for processes finds them").isGreaterThanOrEqualTo(3);
    assertThat(processesOf(folder)).isEmpty();
  }

  @Test
  void killingTheCommandEndsItsChildren() throws IOException {
    Cli demo = Cli.startUnread(folder, "demo", "--no-kill");
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(demo.process().getInputStream(), UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.contains("ready on")) {
        line = out.readLine();
      }
      assertThat(line).isNotNull();
    }
    assertThat(processesOf(folder)).hasSizeGreaterThanOrEqualTo(2);

    demo.process().destroyForcibly();

    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> processesOf(folder), List::isEmpty);
  }

  /** Processes of this user whose command line names the folder. */
  private static List<ProcessHandle> processesOf(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(folder.toString()))
                    .isPresent())
        .toList();
  }
}
