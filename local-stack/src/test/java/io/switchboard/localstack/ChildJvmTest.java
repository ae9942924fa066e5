package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void theChildGetsItsArgumentsEnvironmentFolderAndOptionsAndItsOutputIsLogged() throws Exception {
    Path work = folder.resolve("work");
    ChildJvm child =
        ChildJvm.start(
            spec(Mains.Echo.class)
                .withArgs(List.of("7", "two words"))
                .withEnvironment(Map.of("ECHO_ME", "from the environment"))
                .withJvmArgs(List.of("-Decho.me=from the options"))
                .withWorkingDirectory(work));

    assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(child.isAlive()).isFalse();
    assertThat(log())
        .contains("args=[7, two words]")
        .contains("env=from the environment")
        .contains("property=from the options")
        .contains("dir=" + work.toRealPath())
        .contains("to standard error");
  }

  @Test
  void aMainThatThrowsEndsTheChildAndItsLogSaysWhy() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Failing.class));

    assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isNotZero();
    assertThat(log()).contains("this main fails on purpose");
  }

  @Test
  void stopRunsTheChildsShutdownHooks() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Waiting.class));
    awaitRunning();

    assertThat(child.stop(SOON)).isTrue();
    assertThat(child.isAlive()).isFalse();
    assertThat(log()).contains("good-bye");
  }

  @Test
  void stopKillsAChildThatDoesNotEndInTime() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Stubborn.class));
    awaitRunning();

    assertThat(child.stop(Duration.ofMillis(300))).isFalse();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aSecondStopDoesNothing() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Waiting.class));
    awaitRunning();
    child.stop(SOON);

    assertThat(child.stop(Duration.ZERO)).isTrue();
  }

  @Test
  void killRunsNoShutdownHook() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Waiting.class));
    awaitRunning();

    child.kill();

    assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    assertThat(log()).doesNotContain("good-bye");
  }

  @Test
  void terminateIsASignalLikeAnOperators() throws Exception {
    ChildJvm child = ChildJvm.start(spec(Mains.Waiting.class));
    awaitRunning();

    child.terminate();

    assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(128 + 15);
    assertThat(log()).contains("good-bye");
  }

  @Test
  void theChildSeesNoOtherClassOfThisModule() throws Exception {
    ChildJvm child =
        ChildJvm.start(spec(Mains.Parent.class).withArgs(List.of(folder.toString(), "any")));

    assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isNotZero();
    assertThat(log()).contains("NoClassDefFoundError").contains("ChildJvm");
  }

  @Test
  void aSpecWithoutTimeToHaltIsRefused() {
    assertThatThrownBy(() -> spec(Mains.Waiting.class).withHaltAfter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("haltAfter");
  }

  private ChildJvmSpec spec(Class<?> main) {
    return ChildJvmSpec.of(main.getName(), Mains.testClasses(), folder.resolve("child.log"));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("child.log"));
  }

  private void awaitRunning() {
    assertThat(
            Poll.until(
                () -> LogTail.of(folder.resolve("child.log"), 10).contains("running"),
                SOON,
                Duration.ofMillis(20)))
        .isTrue();
  }
}
