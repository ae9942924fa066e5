package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.bench.settings.OwnRuns;
import io.switchboard.bench.settings.Settings;
import io.switchboard.bench.settings.Settings.Held;
import io.switchboard.bench.settings.Settings.Workload;
import io.switchboard.bench.settings.Transport;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RepeatCommandTest {
  private static final Settings ODD =
      new Settings(
          7,
          0.25,
          12.5,
          0,
          3,
          99,
          1_234,
          Transport.HTTP,
          5,
          new Held(77, 6),
          new OwnRuns(List.of(2, 30), 0.5, 44, "http://there:8080/bridge", 19_999),
          Set.of(Workload.LATENCY, Workload.PUBLISH, Workload.PEER));

  @Test
  void theCommandAsksForTheSameSettings() {
    for (Settings settings : List.of(ODD, Settings.defaults(), Settings.quick())) {
      List<String> words = RepeatCommand.of(settings, List.of("-Xmx1g")).words();
      Bench bench = new Bench();
      new CommandLine(bench).parseArgs(words.subList(2, words.size()).toArray(String[]::new));
      assertThat(bench.settings()).isEqualTo(settings);
    }
  }

  @Test
  void workloadsAreInTheOrderOfTheTable() {
    assertThat(RepeatCommand.of(ODD, List.of("-Xmx1g")).line())
        .startsWith("./switchboard bench --only PUBLISH,LATENCY,PEER --rounds 7 --seconds 0.25 ")
        .endsWith(" --node-jvm-args -Xmx1g");
  }

  @Test
  void whatAShellWouldTakeApartIsQuoted() {
    assertThat(RepeatCommand.of(ODD, List.of("-Xmx1g", "-Da='b'")).line())
        .endsWith(" --node-jvm-args '-Xmx1g -Da='\\''b'\\'''");
  }
}
