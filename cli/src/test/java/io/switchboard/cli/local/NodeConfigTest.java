package io.switchboard.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.cli.Home;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigTest {
  @TempDir private Path folder;

  @Test
  void aSingleNodeLooksForNobody() {
    Config config = written(1, new NodePorts(1, 2, 3, 4)).getConfig("switchboard");

    assertThat(config.getInt("cluster.port")).isEqualTo(4);
    assertThat(config.hasPath("cluster.discovery")).isFalse();
  }

  @Test
  void severalNodesKnowEachOtherAndShareKeysAndTokenButNotTheSpill() {
    NodePorts one = new NodePorts(1, 2, 3, 4);
    NodePorts two = new NodePorts(11, 12, 13, 14);
    Config first = written(1, one, two).getConfig("switchboard");
    Config second = written(2, one, two).getConfig("switchboard");

    for (Config each : List.of(first, second)) {
      assertThat(each.getString("cluster.discovery")).isEqualTo("config");
      assertThat(each.getStringList("cluster.nodes"))
          .containsExactly("127.0.0.1:3", "127.0.0.1:13");
    }
    assertThat(second.getInt("door.tcp.port")).isEqualTo(12);
    assertThat(second.getInt("management.port")).isEqualTo(13);
    for (String same :
        List.of(
            "encryption.key-ring",
            "encryption.password-file",
            "management.token-file",
            "cluster-id")) {
      assertThat(second.getString(same)).isEqualTo(first.getString(same));
    }
    assertThat(second.getString("spill.folder")).isNotEqualTo(first.getString("spill.folder"));
  }

  @Test
  void portsOfSeveralNodesAreTheNextFreeOnesAndNeverTheSame() {
    List<NodePorts> ports = new NodePorts(23_000, 23_001, 23_002, 23_003).forNodes(3);

    assertThat(ports).hasSize(3);
    assertThat(
            ports.stream()
                .flatMap(
                    node ->
                        List.of(node.http(), node.tcp(), node.management(), node.cluster())
                            .stream())
                .toList())
        .doesNotHaveDuplicates()
        .hasSize(12)
        .allMatch(port -> port >= 23_000);
  }

  private Config written(int number, NodePorts... all) {
    Home home = new Home(folder);
    NodeConfig.write(home, new NodeConfig.Shared("id", "k:1", "c:2", "dc"), number, List.of(all));
    return ConfigFactory.parseFile(home.node(number).config().toFile());
  }
}
