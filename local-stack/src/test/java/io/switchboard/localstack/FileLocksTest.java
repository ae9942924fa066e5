package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("some/lock");
  }

  @Test
  void aLockIsHeldUntilItIsClosed() throws Exception {
    try (FileLocks.Held held = FileLocks.tryAcquire(file).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(FileLocks.acquire(file, Duration.ofMillis(100))).isEmpty();
      assertThat(anotherProcessGetsIt()).isFalse();
    }
    assertThat(anotherProcessGetsIt()).isTrue();
    FileLocks.tryAcquire(file).orElseThrow().close();
  }

  @Test
  void aRefusedSecondAttemptInThisJvmDoesNotGiveTheLockAway() throws Exception {
    try (FileLocks.Held held = FileLocks.tryAcquire(file).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(FileLocks.tryAcquire(file)).isEmpty();

      assertThat(anotherProcessGetsIt()).isFalse();
    }
  }

  private boolean anotherProcessGetsIt() throws Exception {
    ChildJvm child =
        ChildJvm.start(
            ChildJvmSpec.of(
                    Mains.Locker.class.getName(), Mains.classPath(), folder.resolve("locker.log"))
                .withArgs(List.of(file.toString())));
    return child.onExit().get(20, TimeUnit.SECONDS) == 0;
  }
}
