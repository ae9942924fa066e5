package io.switchboard.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.discovery.ServiceDiscovery.ResolvedTarget;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import com.typesafe.config.ConfigFactory;
import java.time.LocalDateTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Who may begin a cluster follows from the list alone, not from who has answered so far. */
class LowestListedDeciderTest {
  private static ResolvedTarget node(int port) {
    return new ResolvedTarget("127.0.0.1", Option.apply(port), Option.empty());
  }

  @Test
  void theLowestListedNodeBegins_whoeverHasAnswered() {
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
    try {
      var system = Adapter.toClassic(kit.system());
      var decider =
          new LowestListedDecider(
              system, ClusterBootstrapSettings.apply(system.settings().config(), system.log()));
      var nobodyAnswered =
          new SeedNodesInformation(
              LocalDateTime.now(),
              LocalDateTime.now(),
              CollectionConverters.asScala(Set.of(node(3), node(1), node(2))).toSet(),
              scala.collection.immutable.Set$.MODULE$.empty());
      assertThat(decider.lowestAddressContactPoint(nobodyAnswered).get()).isEqualTo(node(1));
    } finally {
      kit.shutdownTestKit();
    }
  }
}
