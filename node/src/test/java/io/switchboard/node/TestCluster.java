package io.switchboard.node;

import static io.switchboard.node.Patience.PATIENCE;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.localstack.Ports;
import io.switchboard.sdk.SwitchboardClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Several nodes in this JVM that find each other by configuration. */
final class TestCluster implements AutoCloseable {
  private final String clusterId = "c" + UUID.randomUUID().toString().substring(0, 8);
  private final List<Config> configs = new ArrayList<>();
  private final Map<Integer, SwitchboardNode> nodes = new HashMap<>();

  private TestCluster() {}

  /**
   * Starts a node per list of roles, all at once, and returns when all are up.
   *
   * @param overrides for all of them
   */
  static TestCluster start(List<List<String>> roles, Map<String, Object> overrides) {
    return start(
        roles,
        overrides,
        management ->
            Map.of(
                "switchboard.cluster.discovery",
                "config",
                "switchboard.cluster.nodes",
                management.stream().map(port -> "127.0.0.1:" + port).toList()));
  }

  /**
   * Starts a node per list of roles, all at once, and returns when all are up.
   *
   * @param discovery how they find each other, given their management ports
   */
  static TestCluster start(
      List<List<String>> roles,
      Map<String, Object> overrides,
      Function<List<Integer>, Map<String, Object>> discovery) {
    TestCluster cluster = new TestCluster();
    List<Integer> ports = Ports.free(2 * roles.size());
    List<Integer> management = ports.subList(0, roles.size());
    Map<String, Object> shared = new HashMap<>(overrides);
    shared.putAll(discovery.apply(management));
    shared.put("akka.cluster.jmx.enabled", false);
    Config common = TestNode.valuesFor(cluster.clusterId, shared);
    for (int i = 0; i < roles.size(); i++) {
      cluster.configs.add(
          ConfigFactory.parseMap(
                  Map.of(
                      "switchboard.cluster.roles",
                      roles.get(i),
                      "switchboard.management.port",
                      management.get(i),
                      "switchboard.door.tcp.port",
                      ports.get(roles.size() + i)))
              .withFallback(common)
              .withFallback(ConfigFactory.load()));
    }
    List<CompletableFuture<SwitchboardNode>> starting =
        cluster.configs.stream()
            .map(config -> CompletableFuture.supplyAsync(() -> SwitchboardNode.start(config)))
            .toList();
    for (int i = 0; i < starting.size(); i++) {
      cluster.nodes.put(i, starting.get(i).join());
    }
    return cluster;
  }

  SwitchboardNode node(int i) {
    return nodes.get(i);
  }

  /** Stops a node in order. */
  void stop(int i) throws Exception {
    stop(nodes.remove(i));
  }

  /** Starts a stopped one again; it joins the others. */
  void startAgain(int i) {
    nodes.put(i, SwitchboardNode.start(configs.get(i)));
  }

  /** A client that knows these nodes. */
  SwitchboardClient client(Integer... of) {
    return SwitchboardClient.builder()
        .addresses(
            List.of(of).stream()
                .map(i -> "tcp://127.0.0.1:" + nodes.get(i).tcpAddress().getPort())
                .toArray(String[]::new))
        .build();
  }

  @Override
  public void close() throws Exception {
    for (SwitchboardNode node : nodes.values()) {
      stop(node);
    }
  }

  private static void stop(SwitchboardNode node) throws Exception {
    node.stop().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
