package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Workload;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchOptionsTest {

  @TempDir Path folder;

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured() {
    for (String option : new String[] {"--html", "--json"}) {
      assertThat(refused(option, folder.resolve("missing").resolve("report"))).contains(option);
      assertThat(refused(option, folder)).contains(option);
    }
  }

  @Test
  void aBridgeComesWithItsWorkloadAndAKafkaThatItCanFind() {
    Settings settings = settings("--peer", "http://127.0.0.1:8080");
    assertThat(settings.only()).contains(Workload.PEER).containsAll(Workload.USUAL);
    assertThat(settings.ownRuns().kafkaPort()).isEqualTo(19_092);
    assertThat(settings("--peer", "http://h", "--kafka-port", "7").ownRuns().kafkaPort())
        .isEqualTo(7);
  }

  @Test
  void withoutABridgeKafkaTakesAnyPort() {
    assertThat(settings().ownRuns().kafkaPort()).isZero();
    assertThat(settings().only()).doesNotContain(Workload.PEER);
  }

  @Test
  void aBridgeThatWouldNotBeMeasuredIsRefused() {
    StringWriter said = new StringWriter();
    CommandLine command = Bench.commandLine().setErr(new PrintWriter(said, true));
    assertThat(command.execute("--only", "CONSUME", "--peer", "http://127.0.0.1:8080"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(said.toString()).contains("name PEER in --only too");
  }

  private static Settings settings(String... args) {
    Bench bench = new Bench();
    new CommandLine(bench).parseArgs(args);
    return bench.settings();
  }

  private static String refused(String option, Path file) {
    StringWriter said = new StringWriter();
    CommandLine command = Bench.commandLine().setErr(new PrintWriter(said, true));
    assertThat(command.execute(option, file.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
    return said.toString().lines().findFirst().orElse("");
  }
}
