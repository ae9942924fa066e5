package io.switchboard.cli.local;

import io.switchboard.cli.Endpoint;
import io.switchboard.cli.Home;
import io.switchboard.localstack.SharedStack;
import java.nio.file.Path;
import java.util.UUID;

/** A node process over the build's shared servers, found by commands through its home. */
public final class TestNode implements AutoCloseable {
  private final Home home;
  private final LocalNode node;

  private TestNode(Home home, LocalNode node) {
    this.home = home;
    this.node = node;
  }

  /** Starts one whose files lie in a folder. */
  public static TestNode start(Path folder) {
    SharedStack stack = SharedStack.attach();
    Home home = new Home(folder);
    home.create();
    NodePorts ports = new NodePorts(21080, 21090, 21558, 21520).orFree();
    String cassandra = "127.0.0.1:" + stack.cassandraContactPoint().getPort();
    NodeConfig.write(
        home,
        "cli" + UUID.randomUUID().toString().substring(0, 8),
        stack.kafkaBootstrap(),
        cassandra,
        stack.cassandraDatacenter(),
        ports);
    ManagementToken.ensure(home.managementToken());
    LocalNode node = LocalNode.start(home, true);
    Endpoint endpoint =
        LocalSystem.endpoint(home, ports, stack.kafkaBootstrap(), cassandra, node.pid());
    endpoint.write(home.endpointFile());
    return new TestNode(home, node);
  }

  /** For {@code --home}. */
  public Path home() {
    return home.directory();
  }

  @Override
  public void close() {
    node.stop();
  }
}
