package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a child when the JVM that started it goes away. */
class NoOrphansTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  @TempDir Path folder;

  @Test
  void aChildEndsInAnOrderlyWayWhenItsParentIsKilled() throws IOException {
    ChildJvm parent = parentOf(Mains.Waiting.class);
    ProcessId grandchild = runningGrandchild();

    parent.kill();

    assertThat(Poll.until(() -> !grandchild.isAlive(), SOON, LOOK_EVERY)).isTrue();
    assertThat(Files.readString(grandchildLog())).contains("good-bye");
  }

  @Test
  void aChildWhoseShutdownHangsIsHaltedWhenItsParentIsKilled() throws IOException {
    ChildJvm parent = parentOf(Mains.Stubborn.class);
    ProcessId grandchild = runningGrandchild();

    parent.kill();

    assertThat(Poll.until(() -> !grandchild.isAlive(), SOON, LOOK_EVERY)).isTrue();
  }

  @Test
  void aChildEndsWhenItsParentEndsByItself() throws IOException {
    ChildJvm parent = parentOf(Mains.Waiting.class);
    ProcessId grandchild = runningGrandchild();

    parent.terminate();

    assertThat(Poll.until(() -> !grandchild.isAlive(), SOON, LOOK_EVERY)).isTrue();
    assertThat(Files.readString(grandchildLog())).contains("good-bye");
  }

  @Test
  void aChildLivesWhileItsParentLives() throws IOException {
    ChildJvm parent = parentOf(Mains.Waiting.class);
    ProcessId grandchild = runningGrandchild();

    assertThat(Poll.until(() -> !grandchild.isAlive(), Duration.ofMillis(700), LOOK_EVERY))
        .as("control: it must not have ended by itself")
        .isFalse();
    parent.stop(SOON);
    assertThat(grandchild.isAlive()).isFalse();
  }

  private ChildJvm parentOf(Class<?> main) {
    return ChildJvm.start(
        ChildJvmSpec.of(
                Mains.Parent.class.getName(), Mains.classPath(), folder.resolve("parent.log"))
            .withArgs(List.of(folder.toString(), main.getName())));
  }

  private ProcessId runningGrandchild() throws IOException {
    Path file = folder.resolve("grandchild.pid");
    assertThat(Poll.until(() -> Files.exists(file), SOON, LOOK_EVERY)).isTrue();
    assertThat(
            Poll.until(() -> LogTail.of(grandchildLog(), 10).contains("running"), SOON, LOOK_EVERY))
        .isTrue();
    return ProcessId.parse(Files.readString(file)).orElseThrow();
  }

  private Path grandchildLog() {
    return folder.resolve("grandchild.log");
  }
}
