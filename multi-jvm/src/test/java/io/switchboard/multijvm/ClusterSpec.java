package io.switchboard.multijvm;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import akka.remote.testconductor.RoleName;
import akka.remote.testkit.MultiNodeConfig;
import akka.remote.testkit.MultiNodeSpec;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets Akka's multi-node testkit, which is written for Scala and its test runners, be used from
 * plain Java: a subclass writes {@link #scenario()}, which every JVM runs in its own role.
 *
 * <p>Single-threaded: everything here is for the thread that runs the scenario.
 */
abstract class ClusterSpec extends MultiNodeSpec implements JvmSpec {

  /**
   * The actor system takes its configuration and its role from {@code config} and from the
   * launcher.
   */
  ClusterSpec(MultiNodeConfig config) {
    this(config, settings -> ActorSystem.create("switchboard", settings));
  }

  /** The same with an actor system that somebody else makes of that configuration. */
  ClusterSpec(MultiNodeConfig config, Function<Config, ActorSystem> systems) {
    super(config, systems::apply);
    String role = System.getProperty(JvmMain.ROLE, myself().name());
    if (!role.equals(myself().name())) {
      throw new IllegalStateException(
          "the launcher calls this JVM %s and the spec calls it %s: both must name the roles in the same order"
              .formatted(role, myself().name()));
    }
  }

  /**
   * What a clustered spec's {@code commonConfig} starts from. Only what differs from the defaults:
   * a whole {@code ConfigFactory.load()} would silently overrule the testkit's own settings, such
   * as the test transport without which no network fault can be injected.
   */
  static Config clusterDefaults() {
    return ConfigFactory.parseString(
        """
        akka.actor.provider = cluster
        # The testkit is of another patch release than the rest.
        akka.fail-mixed-versions = off
        akka.loggers = ["akka.event.slf4j.Slf4jLogger"]
        akka.loglevel = INFO
        akka.cluster.jmx.enabled = off
        """);
  }

  /** What happens; every JVM runs it, and tells its role by {@link #on}. */
  abstract void scenario() throws Exception;

  @Override
  public final void run() throws Exception {
    multiNodeSpecBeforeAll();
    scenario();
    end();
  }

  /** After the scenario. */
  void end() {
    barrier("the scenario is over");
    multiNodeSpecAfterAll();
  }

  @Override
  public int initialParticipants() {
    return roles().size();
  }

  /** Whether this JVM has one of these roles. */
  final boolean on(RoleName... wanted) {
    return Arrays.asList(wanted).contains(myself());
  }

  /** Waits until every JVM has come to the barrier of this name. */
  final void barrier(String name) {
    enterBarrier(CollectionConverters.asScala(List.of(name)).toSeq());
  }

  /** The address of another role's actor system. */
  final Address addressOf(RoleName role) {
    return node(role).address();
  }

  final Cluster cluster() {
    return Cluster.get(system());
  }

  /** How many members this node sees as Up. */
  final long upMembers() {
    return StreamSupport.stream(cluster().state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .count();
  }
}
