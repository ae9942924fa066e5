package io.switchboard.multijvm.chaos;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import io.switchboard.node.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nodes as processes over the build's Kafka and Cassandra, with a network between them that can be
 * broken. It keeps them running as a scheduler would: a node that ends by itself, for instance
 * because the others have given it up, is started again. Thread-safe.
 */
final class ChaosCluster implements AutoCloseable {
  private static final Duration START_WITHIN = Duration.ofSeconds(120);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Between the end of a node by itself and its next life. */
  private static final Duration SCHEDULER_TAKES = Duration.ofSeconds(1);

  private final String clusterId = "x" + UUID.randomUUID().toString().substring(0, 8);
  private final List<ChaosNode> nodes = new ArrayList<>();
  private final Map<Integer, Integer> lives = new HashMap<>();
  private final AtomicInteger endedByThemselves = new AtomicInteger();
  private final Network network;
  private final NodeView view;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "chaos-scheduler");
            thread.setDaemon(true);
            return thread;
          });
  private boolean closing;

  private ChaosCluster(int count, Path directory) throws IOException {
    List<NodePorts> ports = NodePorts.choose(count);
    network =
        new Network(
            ports.stream().map(NodePorts::canonical).toList(),
            ports.stream().map(NodePorts::bind).toList());
    String token = UUID.randomUUID().toString();
    Path tokenFile = directory.resolve("token").toAbsolutePath();
    Files.createDirectories(directory);
    Files.createFile(
        tokenFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(tokenFile, token);
    view = new NodeView(token);
    for (int i = 0; i < count; i++) {
      nodes.add(new ChaosNode(i, ports.get(i), directory, values(ports, i, directory, tokenFile)));
    }
  }

  /** Starts so many nodes and returns when they are one cluster. */
  static ChaosCluster start(int count, Path directory) {
    try {
      ChaosCluster cluster = new ChaosCluster(count, directory);
      synchronized (cluster) {
        cluster.nodes.forEach(cluster::startNow);
      }
      try {
        cluster.awaitWhole(START_WITHIN);
      } catch (RuntimeException e) {
        cluster.close();
        throw e;
      }
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Config values(List<NodePorts> ports, int i, Path directory, Path tokenFile) {
    NodePorts own = ports.get(i);
    Map<String, Object> values = new HashMap<>();
    values.put("switchboard.cluster.discovery", "config");
    values.put(
        "switchboard.cluster.nodes",
        ports.stream().map(port -> "127.0.0.1:" + port.management()).toList());
    values.put("switchboard.cluster.exit-jvm", true);
    values.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", true);
    values.put("switchboard.door.http.port", own.http());
    values.put("switchboard.door.tcp.port", own.tcp());
    values.put("switchboard.management.port", own.management());
    values.put("switchboard.management.token-file", tokenFile.toString());
    values.put("switchboard.spill.folder", directory.resolve("spill-" + i).toString());
    values.put("switchboard.cluster.port", own.canonical());
    values.put("akka.remote.artery.bind.hostname", "127.0.0.1");
    values.put("akka.remote.artery.bind.port", own.bind());
    values.put(
        "akka.remote.artery.advanced.tcp.outbound-client-hostname", Network.clientAddress(i));
    return TestNode.valuesFor(
        TestNode.Servers.shared(), clusterId, directory.resolve("keys"), values);
  }

  int size() {
    return nodes.size();
  }

  Network network() {
    return network;
  }

  /** The doors of all nodes, for clients. */
  List<String> doors() {
    return nodes.stream().map(ChaosNode::tcp).toList();
  }

  /** The name of the cluster's ledger topic. */
  String ledgerTopic() {
    return clusterId + "-switchboard-ledger";
  }

  /** SIGKILL; the node is started again after this time. */
  synchronized void kill(int i, Duration downFor) {
    ChaosNode node = nodes.get(i);
    if (!node.isAlive()) {
      return;
    }
    lives.merge(i, 1, Integer::sum);
    say(node.name() + " is killed");
    node.kill().join();
    startLater(i, downFor);
  }

  /** SIGTERM; the node is started again so long after it has ended. */
  synchronized void drain(int i, Duration downFor) {
    ChaosNode node = nodes.get(i);
    if (!node.isAlive()) {
      return;
    }
    lives.merge(i, 1, Integer::sum);
    say(node.name() + " is asked to stop");
    long from = System.nanoTime();
    node.terminate()
        .thenAccept(
            code -> {
              say(
                  "%s has stopped after %d ms, code %d"
                      .formatted(
                          node.name(),
                          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from),
                          code));
              startLater(i, downFor);
            });
  }

  /** SIGSTOP, and SIGCONT after this time. */
  synchronized void freeze(int i, Duration time) {
    ChaosNode node = nodes.get(i);
    if (!node.isAlive()) {
      return;
    }
    say(node.name() + " is frozen");
    node.freeze(time).thenRun(() -> say(node.name() + " goes on"));
  }

  boolean isAlive(int i) {
    return nodes.get(i).isAlive();
  }

  /** The node on which the shards' coordinator runs. */
  OptionalInt coordinator() {
    return nodes.stream()
        .filter(node -> node.isAlive() && node.log().coordinates())
        .mapToInt(node -> node.index)
        .findFirst();
  }

  /** The node on which most sessions live. */
  int busiest() {
    return nodes.stream()
        .filter(ChaosNode::isAlive)
        .max(Comparator.comparingLong(view::sessions))
        .orElseThrow()
        .index;
  }

  /** Whether every node runs, serves, and sees all others as up and reachable. */
  boolean isWhole() {
    return nodes.stream()
        .allMatch(
            node -> node.isAlive() && node.log().isReady() && view.membersUp(node) == nodes.size());
  }

  /** Waits until {@link #isWhole}. */
  void awaitWhole(Duration within) {
    await("all nodes are one cluster").atMost(within).pollInterval(LOOK_EVERY).until(this::isWhole);
  }

  /** How often a node ended that nobody had asked to. */
  int endedByThemselves() {
    return endedByThemselves.get();
  }

  private void startLater(int i, Duration delay) {
    scheduler.schedule(() -> start(i), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void start(int i) {
    if (!closing && !nodes.get(i).isAlive()) {
      startNow(nodes.get(i));
    }
  }

  private void startNow(ChaosNode node) {
    int life = lives.merge(node.index, 1, Integer::sum);
    node.start();
    say("%s starts, pid %d".formatted(node.name(), node.pid()));
    node.onExit().thenAccept(code -> ended(node, life, code));
  }

  private synchronized void ended(ChaosNode node, int life, int code) {
    if (!closing && lives.get(node.index) == life) {
      endedByThemselves.incrementAndGet();
      say("%s has ended by itself, code %d".formatted(node.name(), code));
      startLater(node.index, SCHEDULER_TAKES);
    }
  }

  static void say(String what) {
    System.out.printf("%s %s%n", LocalTime.now(java.time.ZoneId.systemDefault()), what);
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    scheduler.shutdownNow();
    network.heal((from, to) -> true, false);
    nodes.parallelStream().forEach(ChaosNode::close);
    network.close();
  }
}
