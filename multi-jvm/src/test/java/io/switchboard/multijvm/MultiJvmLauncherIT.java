package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.switchboard.multijvm.MultiJvmLauncher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the launcher promises about the JVMs that it starts. */
@Timeout(120)
final class MultiJvmLauncherIT {
  private static final Path DIRECTORY = Path.of("target/multi-jvm").toAbsolutePath();

  @Test
  void everyRoleRunsInAJvmOfItsOwnAndWritesItsOwnFile() throws IOException {
    Options options = new Options(Duration.ofSeconds(30), List.of("-Dextra=a \"quoted\" \\ word"));

    MultiJvmLauncher.run(LauncherSpecs.Passing.class, options, "one", "two");

    assertThat(log("Passing", "one")).contains("here is one with a \"quoted\" \\ word");
    assertThat(log("Passing", "two")).contains("here is two");
  }

  @Test
  void oneFailingJvmFailsTheRunAndShowsItsOutputFirst() {
    assertThatThrownBy(() -> MultiJvmLauncher.run(LauncherSpecs.OneFails.class, "good", "bad"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("OneFails failed")
        .hasMessageContaining("repeat.args")
        .hasMessageContaining("[good] waiting as good")
        .message()
        .containsSubsequence(
            "[bad] java.lang.IllegalStateException: as asked", "--- good was ended");
    assertThat(roleJvms()).isEmpty();
  }

  @Test
  void aHangingRunIsEndedAtItsLimitAndLeavesNoJvmBehind() {
    Options options = Options.defaults().withLimit(Duration.ofSeconds(3));

    assertThatThrownBy(() -> MultiJvmLauncher.run(LauncherSpecs.Hanging.class, options, "a", "b"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("took longer than its limit of PT3S")
        .hasMessageContaining("a was ended by the launcher, b was ended by the launcher");
    assertThat(roleJvms()).isEmpty();
  }

  @Test
  void theJvmsEndWhenTheirLauncherIsKilled() throws Exception {
    Options options = Options.defaults().withLimit(Duration.ofSeconds(1));
    assertThatThrownBy(() -> MultiJvmLauncher.run(LauncherSpecs.Hanging.class, options, "a", "b"))
        .isInstanceOf(AssertionError.class);
    List<String> repeat = repeatWithLimitOf(30);
    Process launcher =
        new ProcessBuilder(repeat).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> launcher.descendants().count() == 2);
      List<ProcessHandle> jvms = launcher.descendants().toList();

      launcher.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> jvms.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    }
  }

  /** The command that the failed run offered, with more time. */
  private static List<String> repeatWithLimitOf(int seconds) throws IOException {
    Path arguments = DIRECTORY.resolve("Hanging/repeat.args");
    Path longer = DIRECTORY.resolve("Hanging/longer.args");
    Files.writeString(longer, Files.readString(arguments).replace("\"1\"", "\"" + seconds + "\""));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + longer);
  }

  private static String log(String spec, String role) throws IOException {
    return Files.readString(DIRECTORY.resolve(spec).resolve(role + ".log"));
  }

  /** JVMs of roles; tests before this one may have left the build's shared servers running. */
  private static List<ProcessHandle> roleJvms() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(".args"))
        .toList();
  }
}
