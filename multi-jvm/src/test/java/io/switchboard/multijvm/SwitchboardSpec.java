package io.switchboard.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.remote.testconductor.RoleName;
import akka.remote.testkit.Direction;
import akka.remote.testkit.MultiNodeConfig;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.node.SwitchboardNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The base of every spec with real nodes: the role {@code clients} conducts and runs real clients,
 * and every other role is a whole node with its doors, over the build's Kafka and Cassandra.
 *
 * <p>A role whose JVM is killed, or whose node is to fall out of the cluster, is {@link #release
 * released} first: it comes to no barrier any more.
 */
abstract class SwitchboardSpec extends ClusterSpec {
  private static final String PATIENCE = "switchboard.cluster.failure.acceptable-pause";
  private static final Duration FAULT_WITHIN = Duration.ofSeconds(30);

  /** The roles of a spec: {@code clients}, and a node each. */
  static final class Nodes extends MultiNodeConfig {
    final RoleName clients = role("clients");
    final List<RoleName> all;
    private final boolean onTheSpecsSystem;
    private final Map<String, Object> settings = new HashMap<>();

    /** Nodes between which the network can be broken; they must not be stopped in order. */
    static Nodes withFaults(String... names) {
      return new Nodes(true, names);
    }

    /** Nodes that can be stopped and started again; no faults between them. */
    static Nodes restartable(String... names) {
      return new Nodes(false, names);
    }

    /** With another setting of {@code switchboard} than real nodes have by default. */
    Nodes with(String key, Object value) {
      settings.put("switchboard." + key, value);
      return this;
    }

    /**
     * Nodes give each other up as soon as in production. Else they are more patient, since one that
     * is given up because the machine is busy would spoil the scenario.
     */
    Nodes impatient() {
      settings.remove(PATIENCE);
      return this;
    }

    private Nodes(boolean onTheSpecsSystem, String... names) {
      this.onTheSpecsSystem = onTheSpecsSystem;
      settings.put(PATIENCE, "4 s");
      all = Stream.of(names).map(this::role).toList();
      commonConfig(
          ConfigFactory.parseString(
                  """
                  akka.testconductor.barrier-timeout = 280 s
                  akka.testconductor.query-timeout = 20 s
                  """)
              .withFallback(clusterDefaults()));
      testTransport(true);
    }

    List<String> names() {
      return all.stream().map(RoleName::name).toList();
    }
  }

  /** This JVM's node, which is there before the spec is. */
  private static final class Slot {
    private HeldNode held;
    private SwitchboardNode node;

    ActorSystem systemFor(Nodes nodes, Config settings) {
      if (nodes.myself().equals(nodes.clients) || !nodes.onTheSpecsSystem) {
        return ActorSystem.create(SwitchboardNode.SYSTEM_NAME, settings);
      }
      held = new HeldNode(configOf(nodes, settings));
      return Adapter.toClassic(held.system());
    }

    static Config configOf(Nodes nodes, Config under) {
      return ConfigFactory.parseMap(nodes.settings).withFallback(nodeConfig(nodes, under));
    }

    private static Config nodeConfig(Nodes nodes, Config under) {
      return RunFacts.ofThisJvm()
          .nodeConfig(nodes.myself().name(), nodes.names(), nodes.names().size() / 2 + 1, under);
    }
  }

  final Nodes nodes;
  final RunFacts facts = RunFacts.ofThisJvm();
  final JvmFaults faults = new JvmFaults(facts.directory());
  private final Slot slot;
  private boolean released;

  SwitchboardSpec(Nodes nodes) {
    this(nodes, new Slot());
  }

  private SwitchboardSpec(Nodes nodes, Slot slot) {
    super(nodes, settings -> slot.systemFor(nodes, settings));
    this.nodes = nodes;
    this.slot = slot;
  }

  /** What the role {@code clients} does. */
  abstract void clients() throws Exception;

  /** What the other roles do. They come to the same barriers as the clients. */
  void node() throws Exception {
    startNode();
    barrier("the nodes are up");
  }

  @Override
  final void scenario() throws Exception {
    if (on(nodes.clients)) {
      clients();
    } else {
      node();
    }
  }

  /** The JVMs are halted as they are: an orderly stop is tried where it is the matter. */
  @Override
  final void end() {
    if (released) {
      return;
    }
    barrier("the scenario is over");
    if (on(nodes.clients)) {
      await("the others have ended")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  CollectionConverters.asJava(
                              Await.result(testConductor().getNodes(), scala(FAULT_WITHIN)))
                          .spliterator()
                          .getExactSizeIfKnown()
                      <= 1);
    }
  }

  /** Starts this JVM's node, the first time or again; returns when its doors are open. */
  final SwitchboardNode startNode() {
    long from = System.nanoTime();
    if (!nodes.onTheSpecsSystem) {
      slot.held = new HeldNode(Slot.configOf(nodes, ConfigFactory.empty()));
    }
    slot.node = slot.held.start();
    System.out.printf("node is up after %d ms%n", millisSince(from));
    return slot.node;
  }

  /** Stops this JVM's node in order; returns when all of it has ended. */
  final void stopNode() throws Exception {
    long from = System.nanoTime();
    slot.node.stop().toCompletableFuture().get(90, TimeUnit.SECONDS);
    System.out.printf("node has stopped after %d ms%n", millisSince(from));
  }

  /** Waits until this node has ended by itself, because it is not in the cluster any more. */
  final void awaitEnd(Duration within) throws Exception {
    released = true;
    var ended = slot.held.system().getWhenTerminated().toCompletableFuture();
    try {
      ended.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // What does not end?
      System.out.println(((ExtendedActorSystem) Adapter.toClassic(slot.held.system())).printTree());
      throw e;
    }
    tell("ended");
  }

  /** Lets a role go: no barrier waits for it any more. In the role {@code clients} only. */
  final void release(RoleName role) {
    // It is never answered; what is told the conductor afterwards comes after it.
    testConductor().removeNode(role);
  }

  /** SIGKILL of a role's JVM. In the role {@code clients} only. */
  final void kill(RoleName role) {
    release(role);
    faults.kill(role.name());
  }

  /** Nothing passes between two roles' nodes any more, in this direction as seen from the first. */
  final void blackhole(RoleName a, RoleName b, Direction direction) {
    done(testConductor().blackhole(a, b, direction));
  }

  /** Ends that. */
  final void passThrough(RoleName a, RoleName b, Direction direction) {
    done(testConductor().passThrough(a, b, direction));
  }

  /**
   * The role whose node is the oldest, on which the shard coordinator and the singletons run. All
   * roles must call it.
   */
  final RoleName oldest() throws IOException {
    if (!on(nodes.clients)) {
      Member oldest = backends(slot.held).min((a, b) -> a.isOlderThan(b) ? -1 : 1).orElseThrow();
      if (oldest.uniqueAddress().equals(nodeCluster(slot.held).selfUniqueAddress())) {
        tell("oldest");
      }
    }
    barrier("the oldest has told it");
    return nodes.all.stream().filter(role -> hasTold(role, "oldest")).findFirst().orElseThrow();
  }

  /** Waits until this JVM's node sees so many nodes Up, and no others. */
  final void awaitMembers(int count) {
    await(count + " members are up")
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              Cluster cluster = nodeCluster(slot.held);
              assertThat(cluster.state().getUnreachable()).isEmpty();
              assertThat(backends(slot.held).filter(m -> m.status().equals(MemberStatus.up())))
                  .hasSize(count);
              assertThat(cluster.state().getMembers()).hasSize(count);
            });
  }

  /** Waits until this JVM's node has sessions, so that it matters what is done to it. */
  final void awaitSessions() {
    Address self = nodeCluster(slot.held).selfAddress();
    String address = self.getHost().orElseThrow() + ":" + self.getPort().orElseThrow();
    await(address + " has sessions")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                slot
                    .node
                    .placement()
                    .view()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .nodes()
                    .stream()
                    .anyMatch(node -> node.address().equals(address) && node.sessions() > 0));
  }

  private static Cluster nodeCluster(HeldNode held) {
    return Cluster.get(Adapter.toClassic(held.system()));
  }

  private static Stream<Member> backends(HeldNode held) {
    return StreamSupport.stream(nodeCluster(held).state().getMembers().spliterator(), false)
        .filter(member -> member.hasRole("backend"));
  }

  /** Says something to the other JVMs that needs no barrier. */
  final void tell(String what) throws IOException {
    Files.createFile(told(myself(), what));
  }

  final boolean hasTold(RoleName role, String what) {
    return Files.exists(told(role, what));
  }

  /** The file by which a role tells something. */
  final Path told(RoleName role, String what) {
    return facts.directory().resolve(role.name() + "." + what);
  }

  /**
   * Waits until a role has told something; returns when that was, in ms since {@code fromNanos}.
   */
  final long awaitTold(RoleName role, String what, Duration within, long fromNanos) {
    await(role.name() + " has " + what)
        .atMost(within)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> hasTold(role, what));
    return millisSince(fromNanos);
  }

  static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static void done(Future<?> future) {
    try {
      Await.result(future, scala(FAULT_WITHIN));
    } catch (Exception e) {
      throw new IllegalStateException("the conductor did not do it", e);
    }
  }

  private static scala.concurrent.duration.Duration scala(Duration time) {
    return scala.concurrent.duration.Duration.create(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
