package io.switchboard.bench.servers;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.switchboard.bench.settings.Transport;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import io.switchboard.node.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Switchboard node in a JVM of its own. */
public final class NodeUnderTest implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Pattern READY =
      Pattern.compile("READY http=(\\S+) tcp=(\\S+) management=(\\S+)");
  private static final int TAIL_LINES = 30;

  /** Where it is found once it is ready. */
  private record Addresses(String http, String tcp, String management) {}

  private final String name;
  private final ChildJvm child;
  private final Path log;
  private Addresses addresses;

  private NodeUnderTest(String name, ChildJvm child, Path log) {
    this.name = name;
    this.child = child;
    this.log = log;
  }

  /**
   * Starts the process and does not wait for the node.
   *
   * @param folder for its configuration and log
   */
  static NodeUnderTest launch(
      String name, Path folder, Config values, List<Path> classPath, List<String> jvmArgs)
      throws IOException {
    Path config = Files.createDirectories(folder).resolve("node.conf");
    Files.writeString(config, values.root().render(ConfigRenderOptions.concise()));
    Path log = folder.resolve("node.log");
    Files.deleteIfExists(log);
    List<String> args = new ArrayList<>(jvmArgs);
    args.add("-Dconfig.file=" + config);
    args.add("-Dlogback.configurationFile=logback-bench.xml");
    return new NodeUnderTest(
        name,
        ChildJvm.start(ChildJvmSpec.of(Main.class.getName(), classPath, log).withJvmArgs(args)),
        log);
  }

  /**
   * Whether it has said that it takes calls.
   *
   * @throws IllegalStateException if its process has ended
   */
  boolean isReady() throws IOException {
    boolean alive = child.isAlive();
    Matcher ready = READY.matcher(log());
    if (ready.find()) {
      addresses = new Addresses(ready.group(1), ready.group(2), ready.group(3));
    }
    if (!alive) {
      throw new IllegalStateException(name + " has ended by itself. " + logTail());
    }
    return addresses != null;
  }

  public String name() {
    return name;
  }

  /** What a client is to be given; of a node that is ready. */
  String address(Transport transport) {
    Addresses found = Optional.ofNullable(addresses).orElseThrow();
    return transport == Transport.TCP ? "tcp://" + found.tcp() : "http://" + found.http();
  }

  /** Its own figures; of a node that is ready. */
  public NodeMetrics metrics() {
    return new NodeMetrics(name, Optional.ofNullable(addresses).orElseThrow().management());
  }

  public long processId() {
    return child.pid();
  }

  /** For a message: the log's end, since the log itself is removed with all else. */
  public String logTail() throws IOException {
    List<String> lines = log().lines().toList();
    return "Its log ends with:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Its last line may be half written. */
  private String log() throws IOException {
    return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
  }

  /** Asks it to stop in an orderly way, and does not wait. */
  void askToStop() {
    child.askToStop();
  }

  @Override
  public void close() {
    child.stop(STOP_WITHIN);
  }
}
