package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With small JVMs in the place of Maven, since what counts is only that they live and end. */
class SharedStackIT {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration A_FEW_LOOKS_OF_THE_SUPERVISOR = Duration.ofSeconds(2);

  @TempDir Path folder;

  private ChildJvm firstBuild;
  private ChildJvm secondBuild;

  @AfterEach
  void endTheBuilds() {
    for (ChildJvm build : new ChildJvm[] {firstBuild, secondBuild}) {
      if (build != null) {
        build.kill();
      }
    }
    // Also when a test has failed: nothing may write to the folder when it is deleted.
    assertThat(
            Poll.until(
                () -> shared().state().isEmpty() || !supervisor().isAlive(), SOON, LOOK_EVERY))
        .isTrue();
  }

  @Test
  void twoBuildsAtOnceShareAStackThatLivesUntilTheLastHasEnded() throws Exception {
    firstBuild = build("first");
    secondBuild = build("second");
    CompletableFuture<SharedStack> first = attachAsTestJvmOf(firstBuild);
    CompletableFuture<SharedStack> second = attachAsTestJvmOf(secondBuild);
    SharedStack stack = first.get(240, TimeUnit.SECONDS);
    assertThat(second.get(240, TimeUnit.SECONDS).faults()).isEqualTo(stack.faults());
    assertThat(stack.kafkaBootstrap()).isEqualTo(second.get().kafkaBootstrap());
    ProcessId supervisor = supervisor();
    Data.createTopic(stack.kafkaBootstrap(), "works");
    Data.produce(stack.kafkaBootstrap(), "works", "yes");

    firstBuild.kill();

    assertThat(Poll.until(() -> !supervisor.isAlive(), A_FEW_LOOKS_OF_THE_SUPERVISOR, LOOK_EVERY))
        .isFalse();
    assertThat(Data.consume(stack.kafkaBootstrap(), "works", 1)).containsExactly("yes");

    secondBuild.kill();

    assertThat(Poll.until(() -> !supervisor.isAlive(), SOON, LOOK_EVERY)).isTrue();
    assertThat(stack.isAlive()).isFalse();
    assertThat(shared().state()).isEmpty();
    assertThat(Files.readString(shared().supervisorLog())).contains("the last build has ended");
  }

  @Test
  void aKilledSupervisorLeavesNoOrphansAndTheNextToAttachGetsANewEmptyStack() throws Exception {
    firstBuild = build("first");
    SharedStack old = attachAsTestJvmOf(firstBuild).get(240, TimeUnit.SECONDS);
    Data.createTopic(old.kafkaBootstrap(), "old");
    ProcessId killed = supervisor();

    killed.handle().orElseThrow().destroyForcibly();
    assertThat(Poll.until(() -> !killed.isAlive(), SOON, Duration.ofMillis(1))).isTrue();

    // At once, while the old servers are still ending.
    SharedStack fresh = attachAsTestJvmOf(firstBuild).get(240, TimeUnit.SECONDS);
    assertThat(old.isAlive()).isFalse();
    assertThat(ProcessHandle.of(old.faults().kafkaPid())).isEmpty();
    assertThat(ProcessHandle.of(old.faults().cassandraPid())).isEmpty();
    assertThat(supervisor()).isNotEqualTo(killed);
    assertThat(fresh.isAlive()).isTrue();
    Data.createTopic(fresh.kafkaBootstrap(), "old"); // would fail if it existed
  }

  private ChildJvm build(String name) {
    return ChildJvm.start(
        ChildJvmSpec.of(
            Mains.Waiting.class.getName(), Mains.testClasses(), folder.resolve(name + ".log")));
  }

  private CompletableFuture<SharedStack> attachAsTestJvmOf(ChildJvm build) {
    return CompletableFuture.supplyAsync(() -> SharedStack.attach(shared(), build.id()));
  }

  private ProcessId supervisor() {
    return shared().state().orElseThrow().supervisor();
  }

  private SharedStackFolder shared() {
    return new SharedStackFolder(folder.resolve("shared"));
  }
}
