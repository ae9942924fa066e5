package io.switchboard.multijvm;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.localstack.Ports;
import io.switchboard.node.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/**
 * What all JVMs of one run share: a cluster id of their own, the build's Kafka and Cassandra, and
 * the ports of every role, which stay the same when a node is started again. Written by the
 * launcher before the JVMs start.
 */
final class RunFacts {
  private static final String FILE = "run.properties";

  private final Path directory;
  private final Properties facts;

  private RunFacts(Path directory, Properties facts) {
    this.directory = directory;
    this.facts = facts;
  }

  /** Makes them, in the launcher. Starts Kafka and Cassandra if nobody has. */
  static void prepare(Path directory, List<String> roles) throws IOException {
    TestNode.Servers servers = TestNode.Servers.shared();
    Properties facts = new Properties();
    facts.setProperty("cluster-id", "m" + UUID.randomUUID().toString().substring(0, 8));
    facts.setProperty("kafka", servers.kafka());
    facts.setProperty("cassandra.host", servers.cassandra().getHostString());
    facts.setProperty("cassandra.port", Integer.toString(servers.cassandra().getPort()));
    facts.setProperty("cassandra.datacenter", servers.datacenter());
    // In order: a node that starts late is not the lowest one, which has to begin the cluster.
    List<Integer> ports = Ports.free(3 * roles.size()).stream().sorted().toList();
    for (int i = 0; i < roles.size(); i++) {
      facts.setProperty(roles.get(i) + ".http", ports.get(3 * i).toString());
      facts.setProperty(roles.get(i) + ".tcp", ports.get(3 * i + 1).toString());
      facts.setProperty(roles.get(i) + ".management", ports.get(3 * i + 2).toString());
    }
    try (OutputStream out = Files.newOutputStream(directory.resolve(FILE))) {
      facts.store(out, "what the JVMs of this run share");
    }
  }

  /** Those of the run that this JVM belongs to. */
  static RunFacts ofThisJvm() {
    Path directory = Path.of(System.getProperty(JvmMain.DIRECTORY));
    Properties facts = new Properties();
    try (InputStream in = Files.newInputStream(directory.resolve(FILE))) {
      facts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RunFacts(directory, facts);
  }

  /** The run's folder. */
  Path directory() {
    return directory;
  }

  String kafka() {
    return facts.getProperty("kafka");
  }

  /** The name of the cluster's ledger topic. */
  String ledgerTopic() {
    return facts.getProperty("cluster-id") + "-switchboard-ledger";
  }

  /** The framed TCP door of a role's node. */
  int tcpPort(String role) {
    return port(role, "tcp");
  }

  /**
   * The configuration of a role's node.
   *
   * @param nodes the roles of all nodes that there are, this one's too
   * @param formWith so many of them must see each other to form the cluster
   * @param under what the node's configuration lies over
   */
  Config nodeConfig(String role, List<String> nodes, int formWith, Config under) {
    Map<String, Object> values = new HashMap<>();
    values.put("switchboard.cluster.discovery", "config");
    values.put(
        "switchboard.cluster.nodes",
        nodes.stream().map(node -> "127.0.0.1:" + port(node, "management")).toList());
    values.put("switchboard.cluster.form-with", formWith);
    values.put("switchboard.management.port", port(role, "management"));
    values.put("switchboard.door.http.port", port(role, "http"));
    values.put("switchboard.door.tcp.port", port(role, "tcp"));
    values.put("switchboard.spill.folder", directory.resolve(role + "-spill").toString());
    // Several nodes start on few processors.
    values.put("switchboard.kafka.admin-timeout", "20 s");
    values.put("akka.cluster.jmx.enabled", false);
    // As in a real node; the testkit's configuration says otherwise.
    values.put("akka.coordinated-shutdown.terminate-actor-system", true);
    // The testkit is of another patch release than the rest.
    values.put("akka.fail-mixed-versions", false);
    return TestNode.valuesFor(
            new TestNode.Servers(
                kafka(),
                new InetSocketAddress(
                    facts.getProperty("cassandra.host"),
                    Integer.parseInt(facts.getProperty("cassandra.port"))),
                facts.getProperty("cassandra.datacenter")),
            facts.getProperty("cluster-id"),
            directory.resolve("keys"),
            values)
        .withFallback(under.hasPath("switchboard") ? under : ConfigFactory.load());
  }

  private int port(String role, String door) {
    return Integer.parseInt(facts.getProperty(role + "." + door));
  }
}
