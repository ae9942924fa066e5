package io.switchboard.cli.local;

import io.switchboard.cli.Endpoint;
import io.switchboard.cli.Home;
import io.switchboard.localstack.SharedStack;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Node processes over the build's shared servers, found by commands through their home. */
public final class TestNodes implements AutoCloseable {
  private final Home home;
  private final List<LocalNode> nodes;

  private TestNodes(Home home, List<LocalNode> nodes) {
    this.home = home;
    this.nodes = nodes;
  }

  /** Starts so many, whose files lie in a folder; several form a cluster. */
  public static TestNodes start(Path folder, int count) {
    SharedStack stack = SharedStack.attach();
    Home home = new Home(folder);
    home.create();
    String cassandra = "127.0.0.1:" + stack.cassandraContactPoint().getPort();
    List<LocalNode> nodes =
        LocalSystem.launch(
            home,
            new NodeConfig.Shared(
                "cli" + UUID.randomUUID().toString().substring(0, 8),
                stack.kafkaBootstrap(),
                cassandra,
                stack.cassandraDatacenter()),
            new NodePorts(21080, 21090, 21558, 21520).forNodes(count),
            new LocalNode.Jvm(true, 256));
    LocalSystem.awaitReady(nodes, line -> {});
    new Endpoint(
            ProcessHandle.current().pid(),
            nodes.stream().map(LocalNode::endpoint).toList(),
            home.managementToken(),
            stack.kafkaBootstrap(),
            cassandra)
        .write(home.endpointFile());
    return new TestNodes(home, nodes);
  }

  /** For {@code --home}. */
  public Path home() {
    return home.directory();
  }

  @Override
  public void close() {
    LocalSystem.stop(nodes);
  }
}
