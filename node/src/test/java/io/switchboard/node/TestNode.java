package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.localstack.LocalStack;
import io.switchboard.localstack.SharedStack;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;

/**
 * A node in this JVM, over the build's shared Kafka and Cassandra, with a keyspace and a ledger of
 * its own.
 */
public final class TestNode implements AutoCloseable {
  /** Where a node's Kafka and Cassandra are. */
  public record Servers(String kafka, InetSocketAddress cassandra, String datacenter) {
    /** The build's shared ones. */
    public static Servers shared() {
      SharedStack stack = SharedStack.attach();
      return new Servers(
          stack.kafkaBootstrap(), stack.cassandraContactPoint(), stack.cassandraDatacenter());
    }

    static Servers of(LocalStack own) {
      return new Servers(
          own.kafkaBootstrap(), own.cassandraContactPoint(), own.cassandraDatacenter());
    }
  }

  /** What a first call of a cold node may take on a busy machine. */
  static final Map<String, Object> PATIENT =
      Map.of(
          "switchboard.sessions.call-timeout", "60 s",
          "switchboard.kafka.admin-timeout", "60 s",
          "switchboard.persistence.request-timeout", "20 s",
          "switchboard.persistence.register.request-timeout", "20 s");

  final String clusterId;
  final Config config;
  private SwitchboardNode node;

  private TestNode(String clusterId, Config config) {
    this.clusterId = clusterId;
    this.config = config;
    this.node = SwitchboardNode.start(config);
  }

  /** A node whose calls have much time, because nothing is done to its servers. */
  static TestNode start(Map<String, Object> overrides) {
    Map<String, Object> values = new HashMap<>(PATIENT);
    values.putAll(overrides);
    return start(Servers.shared(), values);
  }

  static TestNode start(Servers servers, Map<String, Object> overrides) {
    String clusterId = "t" + UUID.randomUUID().toString().substring(0, 8);
    return new TestNode(
        clusterId, valuesFor(servers, clusterId, overrides).withFallback(ConfigFactory.load()));
  }

  static SharedStack stack() {
    return SharedStack.attach();
  }

  /**
   * What the configuration of a node of this cluster says beyond the defaults; its ports are free
   * ones.
   */
  static Config valuesFor(String clusterId, Map<String, Object> overrides) {
    return valuesFor(Servers.shared(), clusterId, overrides);
  }

  private static Config valuesFor(
      Servers servers, String clusterId, Map<String, Object> overrides) {
    return valuesFor(servers, clusterId, Keys.OF_THIS_JVM, overrides);
  }

  /**
   * The same, for nodes in several JVMs.
   *
   * @param keys where all nodes of the cluster have their keys; the first one makes them
   */
  public static Config valuesFor(
      Servers servers, String clusterId, Path keys, Map<String, Object> overrides) {
    Map<String, Object> values = new HashMap<>();
    values.put("switchboard.cluster-id", clusterId);
    values.put("switchboard.kafka.bootstrap", servers.kafka());
    values.put("switchboard.kafka.auto-create-ledger", true);
    values.put("switchboard.kafka.ledger.partitions", 4);
    values.put(
        "switchboard.persistence.contact-points",
        List.of(servers.cassandra().getHostString() + ":" + servers.cassandra().getPort()));
    values.put("switchboard.persistence.local-datacenter", servers.datacenter());
    values.put("switchboard.persistence.replication", List.of(servers.datacenter() + ":1"));
    values.put("switchboard.persistence.auto-create", true);
    values.put(
        "switchboard.encryption.key-ring", keys.resolve("ring.bcfks").toAbsolutePath().toString());
    values.put(
        "switchboard.encryption.password-file",
        keys.resolve("ring.password").toAbsolutePath().toString());
    values.put("switchboard.encryption.generate", true);
    values.put("switchboard.cluster.port", 0);
    values.put("switchboard.cluster.exit-jvm", false);
    values.put("switchboard.cluster.cool-down", "0 s");
    values.put("switchboard.spill.folder", keys.resolveSibling("spill-" + clusterId).toString());
    values.put("switchboard.door.http.host", "127.0.0.1");
    values.put("switchboard.door.tcp.host", "127.0.0.1");
    values.put("switchboard.door.http.port", 0);
    values.put("switchboard.door.tcp.port", 0);
    values.put("switchboard.management.port", 0);
    values.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", false);
    values.putAll(overrides);
    return ConfigFactory.parseMap(values);
  }

  /** The nodes of a JVM share them: to make keys for each would cost a second of processor time. */
  private static final class Keys {
    static final Path OF_THIS_JVM = directory();

    private static Path directory() {
      try {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "keys-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  SwitchboardNode node() {
    return node;
  }

  /** Stops the node in order and starts it again: what is left is what Kafka and Cassandra hold. */
  void restart() throws Exception {
    stopNode();
    startAgain();
  }

  /** Stops the node in order; {@link #startAgain} follows. */
  void stopNode() throws Exception {
    node.stop().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  void startAgain() {
    node = SwitchboardNode.start(config);
  }

  String http() {
    return "http://127.0.0.1:" + node.httpAddress().getPort();
  }

  String tcp() {
    return "tcp://127.0.0.1:" + node.tcpAddress().getPort();
  }

  /** A client that makes no call twice because the machine is busy. */
  SwitchboardClient client(String... addresses) {
    return SwitchboardClient.builder()
        .addresses(addresses.length == 0 ? new String[] {tcp()} : addresses)
        .attemptTimeout(Duration.ofSeconds(60))
        .operationTimeout(PATIENCE)
        .closeTimeout(PATIENCE)
        .build();
  }

  static String newTopic(int partitions) throws Exception {
    return newTopic("topic-" + UUID.randomUUID(), partitions);
  }

  static String newTopic(String name, int partitions) throws Exception {
    return newTopic(stack().kafkaBootstrap(), name, partitions);
  }

  /** Makes a topic; returns when the broker knows it. */
  public static String newTopic(String kafka, String name, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              List.of(
                  new org.apache.kafka.clients.admin.NewTopic(
                      name, java.util.Optional.of(partitions), java.util.Optional.of((short) 1))))
          .all()
          .get(20, TimeUnit.SECONDS);
      // The controller has it; the broker learns of it a moment later.
      Awaitility.await("the broker knows " + name)
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
          .until(
              () ->
                  admin
                      .describeTopics(List.of(name))
                      .allTopicNames()
                      .get()
                      .get(name)
                      .partitions()
                      .stream()
                      .allMatch(p -> p.leader() != null));
    }
    return name;
  }

  @Override
  public void close() throws Exception {
    stopNode();
  }
}
