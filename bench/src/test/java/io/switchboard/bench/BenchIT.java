package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The benchmark itself, short: that every workload works with both clients. Nothing about speed.
 */
class BenchIT {

  @Test
  void aQuickRunFillsTheWholeTable() throws Exception {
    Report report =
        new BenchRun(
                new RunContext(
                    Servers.shared(),
                    Settings.quick(),
                    Path.of("target", "bench-node").toAbsolutePath(),
                    classPath(),
                    List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
                    Optional.empty(),
                    System.err::println))
            .run();

    assertThat(report.rows()).hasSize(6);
    assertThat(report.rows())
        .allSatisfy(
            row -> {
              assertThat(row.switchboard().eventsPerSecond()).isPositive();
              assertThat(row.nativeClient().eventsPerSecond()).isPositive();
              assertThat(row.ratio()).isPositive();
            });
    assertThat(report.footprints())
        .extracting(NodeFootprint::when)
        .containsExactly("idle", "after the load");
    assertThat(TableText.of(report)).contains("publish 16 × 100", "consume 16 × 500", "node idle");
  }

  private static List<Path> classPath() {
    String own = System.getProperty("java.class.path");
    return Arrays.stream(
            System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }
}
