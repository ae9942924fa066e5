package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack in a JVM of its own, as a person or a script runs it. */
class StackMainIT {

  private static final Duration STARTED_WITHIN = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  void killingItLeavesNoOrphansAndItsFolderIsFreeAgain() {
    ChildJvm main = start("--kafka-port=0", "--cassandra-port=0", "--quick-start=true");
    assertThat(
            Poll.until(
                () -> log().stream().anyMatch(line -> line.startsWith("directory=")),
                STARTED_WITHIN,
                LOOK_EVERY))
        .as("%s", log())
        .isTrue();
    StackState state = StackState.read(StackDirectory.stateFile(stackFolder())).orElseThrow();
    ProcessId kafka = state.kafkaProcess().orElseThrow();
    ProcessId cassandra = state.cassandraProcess().orElseThrow();
    assertThat(kafka.isAlive()).isTrue();
    assertThat(cassandra.isAlive()).isTrue();
    assertThat(log()).contains("kafka=127.0.0.1:" + state.kafka().client());
    assertThatThrownBy(() -> StackDirectory.take(stackFolder()))
        .isInstanceOf(StackStartException.class)
        .hasMessageContaining("process " + main.pid());

    main.kill();

    assertThat(Poll.until(() -> !kafka.isAlive() && !cassandra.isAlive(), SOON, LOOK_EVERY))
        .isTrue();
    StackDirectory.take(stackFolder()).close();
  }

  @Test
  void killingItWhileItStartsLeavesNoOrphans() {
    ChildJvm main = start("--kafka-port=0", "--cassandra-port=0", "--quick-start=true");
    Path stateFile = StackDirectory.stateFile(stackFolder());
    assertThat(
            Poll.until(
                () -> StackState.read(stateFile).flatMap(StackState::cassandraProcess).isPresent(),
                SOON,
                LOOK_EVERY))
        .isTrue();
    ProcessId cassandra =
        StackState.read(stateFile).flatMap(StackState::cassandraProcess).orElseThrow();

    main.kill();

    assertThat(Poll.until(() -> !cassandra.isAlive(), SOON, LOOK_EVERY)).isTrue();
    StackDirectory.take(stackFolder()).close(); // waits for Kafka too, if that was started
  }

  @Test
  void aServerThatDiesAtStartEndsItWithTheServersLog() throws Exception {
    Path kafkaData = Files.createDirectories(stackFolder().resolve("kafka/data"));
    Files.writeString(
        kafkaData.resolve("meta.properties"),
        "version=1\ncluster.id=" + StackState.newStackId() + "\nnode.id=99\n");
    ChildJvm main = start("--kafka-port=0", "--cassandra-port=0", "--quick-start=true");

    assertThat(main.onExit().get(240, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(log())
        .anyMatch(line -> line.startsWith("Kafka ended with exit code 1 before it answered"))
        .anyMatch(line -> line.contains(stackFolder().resolve("kafka/kafka.log").toString()))
        .anyMatch(line -> line.contains("node.id") || line.contains("node id"));
    StackState state = StackState.read(StackDirectory.stateFile(stackFolder())).orElseThrow();
    assertThat(state.cassandraProcess().filter(ProcessId::isAlive)).isEmpty();
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheKnownOnes() throws Exception {
    ChildJvm main = start("--porridge=1");

    assertThat(main.onExit().get(90, TimeUnit.SECONDS)).isEqualTo(64);
    assertThat(log())
        .anyMatch(line -> line.contains("--porridge"))
        .anyMatch(line -> line.contains("--kafka-port"));
  }

  private ChildJvm start(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--dir=" + stackFolder());
    return ChildJvm.start(
        ChildJvmSpec.of(StackMain.class.getName(), Mains.classPath(), folder.resolve("main.log"))
            .withArgs(all));
  }

  private Path stackFolder() {
    return folder.resolve("stack");
  }

  private List<String> log() {
    return LogTail.of(folder.resolve("main.log"), 1_000);
  }
}
