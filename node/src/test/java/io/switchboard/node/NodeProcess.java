package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import io.switchboard.localstack.OwnClassPath;
import io.switchboard.localstack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A node in a process of its own, which can be killed and started again on the same ports. */
final class NodeProcess implements AutoCloseable {
  final int httpPort;
  final int tcpPort;
  private final Path directory;
  private final Path config;
  private ChildJvm child;

  NodeProcess(Map<String, Object> overrides) {
    String clusterId = "p" + UUID.randomUUID().toString().substring(0, 8);
    List<Integer> free = Ports.free(2);
    httpPort = free.get(0);
    tcpPort = free.get(1);
    directory = Path.of("target", "nodes", clusterId).toAbsolutePath();
    Config ports =
        ConfigFactory.parseMap(
            Map.of(
                "switchboard.door.http.port",
                httpPort,
                "switchboard.door.tcp.port",
                tcpPort,
                "switchboard.cluster.exit-jvm",
                true,
                "akka.coordinated-shutdown.run-by-jvm-shutdown-hook",
                true));
    config = directory.resolve("node.conf");
    write(config, ports.withFallback(TestNode.valuesFor(clusterId, overrides)));
    start();
  }

  /** Starts the node and waits until it says that it is ready. */
  void start() {
    Path log = directory.resolve("node.log");
    long before = log.toFile().length();
    child =
        ChildJvm.start(
            ChildJvmSpec.of(Main.class.getName(), OwnClassPath.entries(), log)
                .withJvmArgs(
                    List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dconfig.file=" + config)));
    Awaitility.await("node ready; its log: " + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !child.isAlive() || readFrom(log, before).contains("READY "));
    if (!child.isAlive()) {
      throw new IllegalStateException("the node ended:\n" + readFrom(log, before));
    }
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    child.kill();
    child.onExit().join();
  }

  /** SIGTERM; returns when the process has ended by itself. */
  void stop() {
    child.terminate();
    child.onExit().join();
  }

  String tcp() {
    return "tcp://127.0.0.1:" + tcpPort;
  }

  String http() {
    return "http://127.0.0.1:" + httpPort;
  }

  private static String readFrom(Path file, long from) {
    try {
      byte[] all = Files.readAllBytes(file);
      return new String(
          all, (int) Math.min(from, all.length), (int) Math.max(0, all.length - from));
    } catch (IOException e) {
      return "";
    }
  }

  private static void write(Path file, Config values) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, values.root().render(ConfigRenderOptions.concise()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (child.isAlive() && !child.stop(PATIENCE)) {
      throw new IllegalStateException(
          "the node did not stop by itself; its log: " + child.logFile());
    }
  }
}
