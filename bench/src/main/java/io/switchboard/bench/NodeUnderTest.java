package io.switchboard.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import io.switchboard.node.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Switchboard node in a JVM of its own, with the defaults that a user gets: only addresses, keys
 * and what a single machine needs are set. Values are encrypted.
 */
final class NodeUnderTest implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Pattern READY = Pattern.compile("READY http=(\\S+) tcp=(\\S+)");

  private final ChildJvm child;
  private final String http;
  private final String tcp;

  private NodeUnderTest(ChildJvm child, String http, String tcp) {
    this.child = child;
    this.http = http;
    this.tcp = tcp;
  }

  /**
   * Starts a node and returns when it is ready.
   *
   * @param folder for its keys, configuration and log
   * @throws IllegalStateException if it ends, or is not ready within 90 s
   */
  static NodeUnderTest start(
      Servers servers, Path folder, List<Path> classPath, List<String> jvmArgs)
      throws IOException, InterruptedException {
    Path config = Files.createDirectories(folder).resolve("node.conf");
    Files.writeString(
        config, configuration(servers, folder).root().render(ConfigRenderOptions.concise()));
    Path log = folder.resolve("node.log");
    Files.deleteIfExists(log);
    List<String> args = new ArrayList<>(jvmArgs);
    args.add("-Dconfig.file=" + config);
    args.add("-Dlogback.configurationFile=logback-bench.xml");
    ChildJvm child =
        ChildJvm.start(ChildJvmSpec.of(Main.class.getName(), classPath, log).withJvmArgs(args));
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (child.isAlive() && System.nanoTime() < deadline) {
      Matcher ready = READY.matcher(Files.exists(log) ? Files.readString(log) : "");
      if (ready.find()) {
        return new NodeUnderTest(child, "http://" + ready.group(1), "tcp://" + ready.group(2));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    child.kill();
    throw new IllegalStateException("the node did not start:\n" + Files.readString(log));
  }

  private static Config configuration(Servers servers, Path folder) {
    Map<String, Object> values = new HashMap<>();
    values.put("cluster-id", "bench-" + UUID.randomUUID().toString().substring(0, 8));
    values.put("kafka.bootstrap", servers.kafkaBootstrap());
    values.put("kafka.auto-create-ledger", true);
    values.put("persistence.contact-points", List.of(servers.cassandra()));
    values.put("persistence.local-datacenter", servers.datacenter());
    values.put("persistence.replication", List.of(servers.datacenter() + ":1"));
    values.put("persistence.auto-create", true);
    values.put("encryption.key-ring", folder.resolve("ring.bcfks").toAbsolutePath().toString());
    values.put(
        "encryption.password-file", folder.resolve("ring.password").toAbsolutePath().toString());
    values.put("encryption.generate", true);
    for (String port : List.of("cluster.port", "door.http.port", "door.tcp.port")) {
      values.put(port, 0);
    }
    values.put("door.http.host", "127.0.0.1");
    values.put("door.tcp.host", "127.0.0.1");
    values.put("management.port", 0);
    return ConfigFactory.parseMap(Map.of("switchboard", ConfigFactory.parseMap(values).root()));
  }

  /** What a client is to be given. */
  String address(Transport transport) {
    return transport == Transport.TCP ? tcp : http;
  }

  long processId() {
    return child.pid();
  }

  @Override
  public void close() {
    child.stop(STOP_WITHIN);
  }
}
