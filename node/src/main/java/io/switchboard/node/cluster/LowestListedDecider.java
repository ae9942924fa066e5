package io.switchboard.node.cluster;

import akka.actor.ActorSystem;
import akka.discovery.ServiceDiscovery;
import akka.discovery.ServiceDiscovery.ResolvedTarget;
import akka.management.cluster.bootstrap.ClusterBootstrapSettings;
import akka.management.cluster.bootstrap.LowestAddressJoinDecider;
import akka.management.cluster.bootstrap.SeedNodesInformation;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets only the node with the lowest address of <em>all listed</em> ones begin a cluster. Akka's
 * own takes the lowest of those that have answered, and two nodes that have heard of different
 * others would each begin one.
 */
public final class LowestListedDecider extends LowestAddressJoinDecider {
  /** Called by Akka. */
  public LowestListedDecider(ActorSystem system, ClusterBootstrapSettings settings) {
    super(system, settings);
  }

  @Override
  public Option<ResolvedTarget> lowestAddressContactPoint(SeedNodesInformation info) {
    return Option.apply(
        CollectionConverters.asJava(info.contactPoints()).stream()
            .min(ServiceDiscovery.ResolvedTarget$.MODULE$.addressOrdering())
            .orElse(null));
  }
}
