package io.switchboard.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
  private static final Servers SERVERS =
      new Servers("127.0.0.1:1", "127.0.0.1:2", "dc", Map.of(), () -> {});

  @Test
  void nodesOfAClusterKnowEachOtherAndListenApart() {
    List<Config> nodes = NodeConfig.of(SERVERS, Path.of("keys"), 3, Map.of());
    assertThat(nodes)
        .extracting(c -> c.getString("switchboard.cluster-id"))
        .containsOnly(id(nodes));
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(node.getStringList("switchboard.cluster.nodes"))
                    .contains("127.0.0.1:" + node.getInt("switchboard.management.port"))
                    .hasSize(3));
    assertThat(nodes).extracting(c -> c.getInt("switchboard.cluster.port")).doesNotHaveDuplicates();
  }

  @Test
  void twoDeploymentsStoreNothingInOnePlace() {
    assertThat(id(NodeConfig.of(SERVERS, Path.of("keys"), 1, Map.of())))
        .isNotEqualTo(id(NodeConfig.of(SERVERS, Path.of("keys"), 1, Map.of())));
  }

  @Test
  void aSingleNodeLooksForNobodyAndTakesWhatIsAskedOfIt() {
    Config node =
        NodeConfig.of(SERVERS, Path.of("keys"), 1, Map.of("sessions.passivate-after", "2 s"))
            .get(0)
            .getConfig("switchboard");
    assertThat(node.hasPath("cluster.discovery")).isFalse();
    assertThat(node.getString("sessions.passivate-after")).isEqualTo("2 s");
  }

  private static String id(List<Config> nodes) {
    return nodes.get(0).getString("switchboard.cluster-id");
  }
}
