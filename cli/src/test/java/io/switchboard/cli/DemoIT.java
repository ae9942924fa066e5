package io.switchboard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demonstration and the local stack as a user runs them, and that nothing of them stays behind.
 */
final class DemoIT {
  private static final int LINES = 2_000;

  /**
   * On a machine that also runs other tests, heartbeats of a healthy node stay away for longer than
   * nodes put up with by default; the nodes' JVMs inherit this from the command's.
   */
  private static final Map<String, String> PATIENT_NODES =
      Map.of("JAVA_TOOL_OPTIONS", "-Dswitchboard.cluster.failure.acceptable-pause=6s");

  @TempDir private Path folder;

  @Test
  void aKilledNodeLosesNothingAndNoProcessStays() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("this is line ").append(i).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    Path file = Files.writeString(folder.resolve("lines.txt"), text + "and the last one");

    Cli demo = Cli.startUnread(PATIENT_NODES, folder, "demo", file.toString());
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
        .contains("Node 3 ready on")
        .containsPattern("node [123] \\(process \\d+\\) killed with")
        .containsPattern("goes on at (another node|node [123]); it was silent for [0-9.]+ s")
        .containsPattern("node [123] is back in the cluster")
        .contains("OK  2,001 lines: none lost, none twice, in order, byte for byte")
        .contains("found in the file itself, 0 in Kafka's records")
        .doesNotContain("\u001b[");
    assertThat(Files.mismatch(file, folder.resolve("demo/received.txt"))).isEqualTo(-1);
    assertThat(seenWhileItRan).as("the look for processes finds them").isGreaterThanOrEqualTo(5);
    assertThat(processesOf(folder)).isEmpty();
    assertThat(downed(folder.resolve("demo"))).as("a healthy node was given up").hasSize(1);
  }

  @Test
  void aKilledNodeOfAClusterIsStartedAgainAndKillingTheCommandEndsAll() throws IOException {
    Cli up = Cli.startUnread(folder, "up", "--nodes", "2", "--quick-start", "--json");
    StringBuilder json = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(up.process().getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        json.append(line).append('\n');
        if (line.equals("}")) {
          break;
        }
      }
    }
    JsonNode nodes = new ObjectMapper().readTree(json.toString()).path("nodes");
    assertThat(nodes).as(json.toString()).hasSize(2);
    assertThat(processesOf(folder)).hasSizeGreaterThanOrEqualTo(4);

    Cli.run(folder, "a\nb\n".getBytes(UTF_8), "publish", "-t", "t", "--create-topic").ok();
    Cli.Result read = Cli.run(folder, "consume", "-t", "t", "--count", "2").ok();

    assertThat(read.text()).isEqualTo("a\nb\n");

    long second = nodes.get(1).path("pid").asLong();
    ProcessHandle.of(second).orElseThrow().destroyForcibly();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> up.errSoFar().contains("Node 2 is back"));
    assertThat(Endpoint.read(new Home(folder).endpointFile()).orElseThrow().nodes())
        .allMatch(Endpoint.Node::isAlive)
        .noneMatch(node -> node.pid() == second);
    for (int i = 0; i < 8; i++) {
      // Sessions of other shards each time, so of both nodes.
      Cli.run(folder, "c\n".getBytes(UTF_8), "publish", "-t", "t").ok();
    }

    up.process().destroyForcibly();

    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> processesOf(folder), List::isEmpty);
  }

  /** The members that the nodes of a home took for dead, and excluded. */
  private static Set<String> downed(Path home) throws IOException {
    Pattern decision = Pattern.compile("is downing \\[([^\\]]+)\\]");
    Set<String> members = new HashSet<>();
    for (int node = 1; node <= 3; node++) {
      try (Stream<String> lines = Files.lines(new Home(home).node(node).log())) {
        lines
            .map(decision::matcher)
            .filter(Matcher::find)
            .flatMap(one -> Stream.of(one.group(1).split(", ")))
            .forEach(members::add);
      }
    }
    return members;
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
