package io.switchboard.bench.servers;

import com.typesafe.config.Config;
import io.switchboard.bench.settings.Transport;
import io.switchboard.sdk.SwitchboardClient;
import io.switchboard.sdk.SwitchboardClientBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whole nodes of one deployment, one or several, each a JVM of its own with all roles. */
public final class Cluster implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration WHOLE_WITHIN = Duration.ofMinutes(1);
  private static final String MEMBERS_UP = "switchboard_cluster_members_up";

  private final List<NodeUnderTest> nodes;

  private Cluster(List<NodeUnderTest> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts all nodes at the same time and returns when all are ready and see each other.
   *
   * @param name of the nodes; of several, each has its number behind it
   * @param more what is to differ from a node's defaults, keys below {@code switchboard}
   * @throws IllegalStateException if one ends, or is not ready in time
   */
  public static Cluster start(RunContext context, String name, int count, Map<String, Object> more)
      throws Exception {
    context.say(count == 1 ? "starting a node" : "starting %d nodes".formatted(count));
    List<Config> configs = NodeConfig.of(context.servers(), context.folder(), count, more);
    List<NodeUnderTest> launched = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        String own = count == 1 ? name : name + "-" + (i + 1);
        launched.add(
            NodeUnderTest.launch(
                own,
                context.folder().resolve(own),
                configs.get(i),
                context.classPath(),
                context.nodeJvmArgs()));
      }
      for (NodeUnderTest node : launched) {
        if (!Patience.await(READY_WITHIN, node::isReady)) {
          throw new IllegalStateException(
              ("%s was not ready within %d s: has the machine memory and processors for it? Else give"
                      + " fewer --nodes. %s")
                  .formatted(node.name(), READY_WITHIN.toSeconds(), node.logTail()));
        }
      }
      Cluster cluster = new Cluster(launched);
      if (!Patience.await(WHOLE_WITHIN, cluster::isWhole)) {
        throw new IllegalStateException(
            "the %d nodes did not become one cluster within %d s. %s"
                .formatted(count, WHOLE_WITHIN.toSeconds(), launched.get(0).logTail()));
      }
      return cluster;
    } catch (Exception failed) {
      stop(launched);
      throw failed;
    }
  }

  /** The nodes. */
  public List<NodeUnderTest> nodes() {
    return nodes;
  }

  /** A client that knows all doors. */
  public SwitchboardClientBuilder client(Transport transport) {
    return SwitchboardClient.builder()
        .addresses(nodes.stream().map(node -> node.address(transport)).toList());
  }

  /** By the nodes' names. */
  public Map<String, Long> processIds() {
    Map<String, Long> ids = new TreeMap<>();
    nodes.forEach(node -> ids.put(node.name(), node.processId()));
    return ids;
  }

  /** One figure, over all nodes and all its series. */
  public double sum(String figure) throws IOException, InterruptedException {
    double sum = 0;
    for (NodeUnderTest node : nodes) {
      sum += node.metrics().read(figure);
    }
    return sum;
  }

  /**
   * What was measured counts only if no node was lost meanwhile.
   *
   * @throws IllegalStateException if one was
   */
  public void requireWhole() throws IOException, InterruptedException {
    for (NodeUnderTest node : nodes) {
      node.isReady();
    }
    if (!isWhole()) {
      throw new IllegalStateException(
          "the nodes have lost sight of each other while they were measured, so the figures mean"
              + " nothing: repeat the run on a quieter machine, or with fewer --nodes. "
              + nodes.get(0).logTail());
    }
  }

  private boolean isWhole() throws IOException, InterruptedException {
    return sum(MEMBERS_UP) == (double) nodes.size() * nodes.size();
  }

  private static void stop(List<NodeUnderTest> nodes) {
    nodes.forEach(NodeUnderTest::askToStop);
    nodes.forEach(NodeUnderTest::close);
  }

  @Override
  public void close() {
    stop(nodes);
  }
}
