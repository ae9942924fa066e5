package io.switchboard.node.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.directives.RouteAdapter;
import akka.http.scaladsl.model.Uri;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.scaladsl.ManagementRouteProviderSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * How a node comes into its cluster: alone it begins one; else Akka Cluster Bootstrap asks the
 * contact points that the discovery method names, and joins the cluster that they are in or forms
 * one with them.
 */
public final class ClusterJoin {
  private static final String BOOTSTRAP = "akka.management.cluster.bootstrap.";
  private static final String SERVICE = "switchboard";

  private final ActorSystem<?> system;
  private final ClusterSettings settings;

  public ClusterJoin(ActorSystem<?> system, ClusterSettings settings) {
    this.system = system;
    this.settings = settings;
  }

  /** What Akka has to be told for this to work. */
  public static Config akkaConfig(ClusterSettings settings) {
    Map<String, Object> keys = new HashMap<>();
    keys.put(BOOTSTRAP + "new-cluster-enabled", settings.formNew());
    if (!settings.discovery().equals(ClusterSettings.ALONE)) {
      keys.put(BOOTSTRAP + "contact-point-discovery.discovery-method", settings.discovery());
    }
    if (settings.formWith().isPresent() || settings.discovery().equals(ClusterSettings.CONFIG)) {
      keys.put(
          BOOTSTRAP + "contact-point-discovery.required-contact-point-nr",
          settings.contactPointsNeeded());
    }
    if (settings.discovery().equals(ClusterSettings.CONFIG)) {
      // The list does not change: nothing to wait for.
      keys.put(BOOTSTRAP + "contact-point-discovery.stable-margin", "1 s");
      // form-with is the quorum; Akka's default would let one dead node keep all others from
      // starting.
      keys.put(BOOTSTRAP + "join-decider.class", LowestListedDecider.class.getName());
      keys.put(BOOTSTRAP + "contact-point-discovery.contact-with-all-contact-points", false);
      keys.put(BOOTSTRAP + "contact-point-discovery.service-name", SERVICE);
      keys.put(BOOTSTRAP + "contact-point.filter-on-fallback-port", false);
      keys.put(
          "akka.discovery.config.services." + SERVICE + ".endpoints",
          settings.nodes().stream()
              .map(node -> Map.of("host", node.host(), "port", node.port()))
              .toList());
    }
    return ConfigFactory.parseMap(keys);
  }

  /**
   * What answers other nodes that look for a cluster, at {@code /bootstrap/seed-nodes}. To be made
   * once.
   *
   * @param managementPort the port that is served
   */
  public Function<HttpRequest, CompletionStage<HttpResponse>> contactPoint(int managementPort) {
    ClusterSettings.ContactPoint self = settings.self();
    Uri reachedAt =
        Uri.apply(
            "http://" + self.host() + ":" + (self.port() == 0 ? managementPort : self.port()));
    var route =
        RouteAdapter.asJava(
                ClusterBootstrap.get(system)
                    .routes(ManagementRouteProviderSettings.apply(reachedAt, true)))
            .seal()
            .function(system);
    return request -> {
      try {
        return route.apply(request);
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    };
  }

  /** Joins; completes when the node is a full member. */
  public CompletionStage<Done> join() {
    CompletableFuture<Done> up = new CompletableFuture<>();
    akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(Done.getInstance()));
    if (settings.discovery().equals(ClusterSettings.ALONE)) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      ClusterBootstrap.get(system).start();
    }
    return up;
  }

  /** What to look at when no cluster was found in time. */
  public String hint() {
    return switch (settings.discovery()) {
      case ClusterSettings.ALONE -> "";
      case ClusterSettings.CONFIG ->
          "; at least "
              + settings.contactPointsNeeded()
              + " of the nodes "
              + settings.nodes()
              + " must run and reach each other's management ports";
      default ->
          "; the log tells what discovery '"
              + settings.discovery()
              + "' found, and which contact points did not answer";
    };
  }
}
