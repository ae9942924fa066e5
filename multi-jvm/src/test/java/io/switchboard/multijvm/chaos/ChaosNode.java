package io.switchboard.multijvm.chaos;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import io.switchboard.localstack.OwnClassPath;
import io.switchboard.node.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One node's process, which can be killed, frozen, asked to stop, and started again on its ports.
 * Its methods are called by {@link ChaosCluster}, one at a time.
 */
final class ChaosNode implements AutoCloseable {
  private static final List<String> SMALL_JVM =
      List.of(
          "-Xms64m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData");
  private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

  final int index;
  final NodePorts ports;
  private final Path directory;
  private final Path config;
  private ChildJvm child;
  private NodeLog log;

  ChaosNode(int index, NodePorts ports, Path directory, Config values) {
    this.index = index;
    this.ports = ports;
    this.directory = directory.toAbsolutePath();
    this.config = this.directory.resolve(name() + ".conf");
    try {
      Files.createDirectories(this.directory);
      Files.writeString(config, values.root().render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return "node-" + (index + 1);
  }

  /** Starts the process and does not wait for the node. */
  void start() {
    Path file = directory.resolve(name() + ".log");
    log = new NodeLog(file);
    List<String> flags = new ArrayList<>(SMALL_JVM);
    flags.add("-Dconfig.file=" + config);
    flags.add("-Dlogback.configurationFile=io/switchboard/multijvm/chaos/logback-node.xml");
    child =
        ChildJvm.start(
            ChildJvmSpec.of(Main.class.getName(), classPath(), file)
                .withEnvironment(Map.of("MALLOC_ARENA_MAX", "2"))
                .withJvmArgs(flags));
  }

  boolean isAlive() {
    return child != null && child.isAlive();
  }

  /** What this life of the node has told. */
  NodeLog log() {
    return log;
  }

  long pid() {
    return child.pid();
  }

  /** SIGKILL; completes with the end of the process. */
  CompletableFuture<Integer> kill() {
    child.kill();
    return child.onExit();
  }

  /** SIGTERM; completes with the end of the process. */
  CompletableFuture<Integer> terminate() {
    child.terminate();
    return child.onExit();
  }

  CompletableFuture<Integer> onExit() {
    return child.onExit();
  }

  /**
   * SIGSTOP now and SIGCONT later, by a process of its own: a frozen node would outlive this JVM,
   * since it could not notice its end. Returns when the signal is sent.
   *
   * @return completes when the node goes on
   */
  CompletableFuture<Process> freeze(Duration time) {
    String script =
        "kill -STOP %1$d && echo stopped && sleep %2$.2f; kill -CONT %1$d"
            .formatted(child.pid(), time.toMillis() / 1000.0);
    try {
      Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
      // Or that there is no such process any more: then it stays as it is.
      process.inputReader().readLine();
      return process.onExit();
    } catch (IOException e) {
      throw new UncheckedIOException("freezing needs a POSIX system", e);
    }
  }

  String tcp() {
    return "tcp://127.0.0.1:" + ports.tcp();
  }

  private static List<Path> classPath() {
    return OwnClassPath.entries().stream()
        // A testkit of another version than Akka's own; a node refuses to start beside it.
        .filter(entry -> !entry.toString().contains("akka-multi-node-testkit"))
        .toList();
  }

  @Override
  public void close() {
    if (isAlive() && !child.stop(STOP_WITHIN)) {
      System.out.println(name() + " did not stop by itself; its log: " + child.logFile());
    }
  }
}
