package io.switchboard.bench.servers;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.localstack.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The configuration of the nodes of one cluster: a user's defaults, but for addresses, keys and
 * what a single machine needs. Values are encrypted.
 */
final class NodeConfig {
  private static final String HOST = "127.0.0.1";

  private NodeConfig() {}

  /**
   * One for each node, of a deployment of its own: what it stores is apart from everybody else's.
   *
   * @param keys folder of the key ring; who has the same can read the same events
   * @param nodes how many; a single one begins a cluster alone
   * @param more what is to differ from the defaults, keys below {@code switchboard}
   */
  static List<Config> of(Servers servers, Path keys, int nodes, Map<String, Object> more) {
    Map<String, Object> common = new HashMap<>(common(servers, keys));
    common.put("cluster-id", "bench-" + UUID.randomUUID().toString().substring(0, 8));
    common.putAll(more);
    List<Config> configs = new ArrayList<>();
    if (nodes == 1) {
      common.putAll(Map.of("cluster.port", 0, "management.port", 0));
      configs.add(config(common));
      return configs;
    }
    List<Integer> ports = Ports.free(2 * nodes);
    common.put("cluster.discovery", "config");
    common.put(
        "cluster.nodes", ports.subList(0, nodes).stream().map(port -> HOST + ":" + port).toList());
    for (int i = 0; i < nodes; i++) {
      common.put("management.port", ports.get(i));
      common.put("cluster.port", ports.get(nodes + i));
      configs.add(config(common));
    }
    return configs;
  }

  private static Map<String, Object> common(Servers servers, Path keys) {
    return Map.ofEntries(
        Map.entry("kafka.bootstrap", servers.kafkaBootstrap()),
        Map.entry("kafka.auto-create-ledger", true),
        // All start at the same time here.
        Map.entry("kafka.admin-timeout", "60 s"),
        Map.entry("persistence.contact-points", List.of(servers.cassandra())),
        Map.entry("persistence.local-datacenter", servers.datacenter()),
        Map.entry("persistence.replication", List.of(servers.datacenter() + ":1")),
        Map.entry("persistence.auto-create", true),
        Map.entry("encryption.key-ring", keys.resolve("ring.bcfks").toAbsolutePath().toString()),
        Map.entry(
            "encryption.password-file", keys.resolve("ring.password").toAbsolutePath().toString()),
        Map.entry("encryption.generate", true),
        Map.entry("cluster.host", HOST),
        Map.entry("cluster.cool-down", "0 s"),
        Map.entry("door.http.host", HOST),
        Map.entry("door.http.port", 0),
        Map.entry("door.tcp.host", HOST),
        Map.entry("door.tcp.port", 0),
        Map.entry("management.host", HOST),
        Map.entry("management.metrics-open", true));
  }

  private static Config config(Map<String, Object> values) {
    return ConfigFactory.parseMap(Map.of("switchboard", ConfigFactory.parseMap(values).root()));
  }
}
