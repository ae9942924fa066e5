package io.switchboard.cli.local;

import io.switchboard.cli.Endpoint;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Home;
import io.switchboard.cli.ManagementClient;
import io.switchboard.localstack.LocalStack;
import io.switchboard.localstack.LocalStackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Kafka, Cassandra and one node, started and stopped in order. All are children of this process and
 * end with it. For one thread at a time.
 */
public final class LocalSystem implements AutoCloseable {
  private static final Duration MANAGEMENT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * What to start.
   *
   * @param home where all of it lives
   * @param clusterId the node's
   * @param kafkaPort wished; the next free one is taken if it is not free
   * @param cassandraPort wished
   * @param nodePorts wished
   * @param quickStart sooner up, slower under load
   * @param progress receives a line for each step
   */
  public record Plan(
      Home home,
      String clusterId,
      int kafkaPort,
      int cassandraPort,
      NodePorts nodePorts,
      boolean quickStart,
      Consumer<String> progress) {}

  private final Plan plan;
  private final LocalStack stack;
  private final LocalNode node;
  private Endpoint endpoint;

  private LocalSystem(Plan plan, LocalStack stack, LocalNode node, Endpoint endpoint) {
    this.plan = plan;
    this.stack = stack;
    this.node = node;
    this.endpoint = endpoint;
  }

  /**
   * Starts all and returns when the node is ready; what was started is stopped if something fails.
   */
  public static LocalSystem start(Plan plan) {
    plan.home().create();
    LocalStack stack =
        LocalStack.start(
            LocalStackOptions.in(plan.home().stack())
                .withPorts(plan.kafkaPort(), plan.cassandraPort())
                .withQuickStart(plan.quickStart())
                .withProgress(plan.progress()));
    try {
      return startNode(plan, stack);
    } catch (RuntimeException failed) {
      stack.stop();
      throw failed;
    }
  }

  private static LocalSystem startNode(Plan plan, LocalStack stack) {
    long started = System.nanoTime();
    Home home = plan.home();
    NodePorts ports = plan.nodePorts().orFree();
    String cassandra = "127.0.0.1:" + stack.cassandraContactPoint().getPort();
    NodeConfig.write(
        home,
        plan.clusterId(),
        stack.kafkaBootstrap(),
        cassandra,
        stack.cassandraDatacenter(),
        ports);
    ManagementToken.ensure(home.managementToken());
    LocalNode node = LocalNode.start(home, plan.quickStart());
    Endpoint endpoint = endpoint(home, ports, stack.kafkaBootstrap(), cassandra, node.pid());
    endpoint.write(home.endpointFile());
    plan.progress()
        .accept(
            "Node ready on 127.0.0.1:"
                + ports.tcp()
                + " after "
                + Figures.seconds(Figures.since(started)));
    return new LocalSystem(plan, stack, node, endpoint);
  }

  static Endpoint endpoint(
      Home home, NodePorts ports, String kafka, String cassandra, long nodePid) {
    return new Endpoint(
            0,
            Instant.EPOCH,
            ProcessHandle.current().pid(),
            "http://127.0.0.1:" + ports.http(),
            "tcp://127.0.0.1:" + ports.tcp(),
            "http://127.0.0.1:" + ports.management(),
            home.managementToken(),
            home.nodeConfig(),
            home.nodeLog(),
            kafka,
            cassandra)
        .withProcess(nodePid);
  }

  /** Where all is found. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** The node's management API. */
  public ManagementClient management() {
    return endpoint.managementClient(MANAGEMENT_TIMEOUT);
  }

  /** The node. */
  public LocalNode node() {
    return node;
  }

  /** The servers. */
  public LocalStack stack() {
    return stack;
  }

  /** Completes when Kafka or Cassandra has ended. */
  public CompletableFuture<?> serverEnded() {
    return CompletableFuture.anyOf(ended(stack.kafka().pid()), ended(stack.cassandra().pid()));
  }

  private static CompletableFuture<?> ended(long pid) {
    return ProcessHandle.of(pid)
        .<CompletableFuture<?>>map(ProcessHandle::onExit)
        .orElse(CompletableFuture.completedFuture(null));
  }

  /** Starts the node again after its process has ended. */
  public void restartNode() {
    node.restart();
    endpoint = endpoint.withProcess(node.pid());
    endpoint.write(plan.home().endpointFile());
  }

  /** Stops the node, then the servers that it needs to stop well. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(plan.home().endpointFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + plan.home().endpointFile(), e);
    } finally {
      node.stop();
      plan.progress().accept("Node stopped");
      stack.stop();
    }
  }
}
