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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Kafka, Cassandra and some nodes, started and stopped in order. All are children of this process
 * and end with it. For one thread at a time.
 */
public final class LocalSystem implements AutoCloseable {
  private static final Duration MANAGEMENT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * What to start.
   *
   * @param home where all of it lives
   * @param clusterId the nodes'
   * @param nodes how many, from 1; several form one cluster
   * @param nodeHeapMib largest heap of each node
   * @param kafkaPort wished; the next free one is taken if it is not free
   * @param cassandraPort wished
   * @param nodePorts wished for the first node; the others take the next ones
   * @param quickStart sooner up, slower under load
   * @param progress receives a line for each step
   */
  public record Plan(
      Home home,
      String clusterId,
      int nodes,
      int nodeHeapMib,
      int kafkaPort,
      int cassandraPort,
      NodePorts nodePorts,
      boolean quickStart,
      Consumer<String> progress) {}

  private final Plan plan;
  private final LocalStack stack;
  private final List<LocalNode> nodes;
  private boolean closed;

  private LocalSystem(Plan plan, LocalStack stack, List<LocalNode> nodes) {
    this.plan = plan;
    this.stack = stack;
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts all and returns when all nodes are ready; what was started is stopped if something
   * fails.
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
      return startNodes(plan, stack);
    } catch (RuntimeException failed) {
      stack.stop();
      throw failed;
    }
  }

  /**
   * All at once: whatever must be made on the first start (keys, schema, ledger), several nodes may
   * try to make at the same time.
   */
  private static LocalSystem startNodes(Plan plan, LocalStack stack) {
    NodeConfig.Shared shared =
        new NodeConfig.Shared(
            plan.clusterId(),
            stack.kafkaBootstrap(),
            cassandra(stack),
            stack.cassandraDatacenter());
    List<LocalNode> nodes =
        launch(
            plan.home(),
            shared,
            plan.nodePorts().forNodes(plan.nodes()),
            new LocalNode.Jvm(plan.quickStart(), plan.nodeHeapMib()));
    try {
      awaitReady(nodes, plan.progress());
    } catch (RuntimeException failed) {
      stop(nodes);
      throw failed;
    }
    LocalSystem system = new LocalSystem(plan, stack, nodes);
    system.endpoint().write(plan.home().endpointFile());
    return system;
  }

  /** Starts a process for each of the ports, and does not wait until they are ready. */
  static List<LocalNode> launch(
      Home home, NodeConfig.Shared shared, List<NodePorts> ports, LocalNode.Jvm jvm) {
    ManagementToken.ensure(home.managementToken());
    List<LocalNode> nodes = new ArrayList<>();
    for (int number = 1; number <= ports.size(); number++) {
      NodeConfig.write(home, shared, number, ports);
      nodes.add(LocalNode.start(number, home.node(number), ports.get(number - 1), jvm));
    }
    return nodes;
  }

  /** Returns when all are ready; throws the first one's failure. */
  static void awaitReady(List<LocalNode> nodes, Consumer<String> progress) {
    CompletableFuture<Void> failed = new CompletableFuture<>();
    List<CompletableFuture<Void>> told =
        nodes.stream()
            .map(node -> node.ready().thenAccept(took -> progress.accept(isReady(node, took))))
            .toList();
    told.forEach(
        one ->
            one.whenComplete(
                (done, problem) -> {
                  if (problem != null) {
                    failed.completeExceptionally(problem);
                  }
                }));
    try {
      CompletableFuture.anyOf(
              failed, CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new)))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static String isReady(LocalNode node, Duration took) {
    return "Node "
        + node.number()
        + " ready on "
        + node.endpoint().tcp().replace("tcp://", "")
        + " after "
        + Figures.seconds(took);
  }

  private static String cassandra(LocalStack stack) {
    return "127.0.0.1:" + stack.cassandraContactPoint().getPort();
  }

  /** Where all is found. */
  public Endpoint endpoint() {
    return new Endpoint(
        ProcessHandle.current().pid(),
        nodes.stream().map(LocalNode::endpoint).toList(),
        plan.home().managementToken(),
        stack.kafkaBootstrap(),
        cassandra(stack));
  }

  /** The management API, which any node answers. */
  public ManagementClient management() {
    return endpoint().managementClient(MANAGEMENT_TIMEOUT);
  }

  /** The nodes, by number. */
  public List<LocalNode> nodes() {
    return nodes;
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

  /**
   * Starts a node again after its process has ended; {@link LocalNode#ready} tells the rest. Does
   * nothing once the system is closed, also when another thread does that.
   */
  public synchronized void restart(LocalNode node) {
    if (!closed) {
      node.restart();
      endpoint().write(plan.home().endpointFile());
    }
  }

  /** Stops the nodes, then the servers that they need to stop well. */
  @Override
  public void close() {
    try {
      forget();
    } finally {
      stop(nodes);
      plan.progress().accept(nodes.size() == 1 ? "Node stopped" : "Nodes stopped");
      stack.stop();
    }
  }

  private synchronized void forget() {
    closed = true;
    try {
      Files.deleteIfExists(plan.home().endpointFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + plan.home().endpointFile(), e);
    }
  }

  /** All at once. */
  static void stop(List<LocalNode> nodes) {
    nodes.forEach(LocalNode::askToStop);
    nodes.forEach(LocalNode::stop);
  }
}
