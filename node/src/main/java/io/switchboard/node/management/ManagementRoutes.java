package io.switchboard.node.management;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SessionDirectory;
import io.switchboard.core.port.TopicCatalog;
import io.switchboard.entity.placement.PlacementControl;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The table of the management API's calls, joined from those that each resource has. */
public final class ManagementRoutes {
  private ManagementRoutes() {}

  /**
   * What the calls are answered from, apart from what is known of the node alone.
   *
   * @param shardOf the number of a session's shard
   */
  public record Sources(
      TopicCatalog catalog,
      TopicCreator creator,
      SessionDirectory directory,
      SessionCalls sessions,
      Function<SessionId, String> shardOf,
      PlacementControl placement) {}

  /**
   * Those that can be answered while the node starts.
   *
   * @param readiness what {@code /ready} says
   * @param metrics see {@link MetricsRoute#of}
   */
  public static List<Route> early(
      NodeFacts facts, Readiness readiness, Clock clock, Route metrics) {
    return Stream.of(
            new ProbeRoutes(readiness).routes(),
            new NodeRoutes(facts, readiness::isReady, clock).routes(),
            List.of(metrics, OpenApi.route()))
        .flatMap(List::stream)
        .toList();
  }

  /** Those that need the cluster. */
  public static List<Route> of(Sources from) {
    return Stream.of(
            new ClusterRoutes(from.placement()).routes(),
            new ShardRoutes(from.placement()).routes(),
            new TopicRoutes(from.catalog(), from.creator()).routes(),
            new SessionRoutes(from.directory(), from.placement(), from.sessions(), from.shardOf())
                .routes())
        .flatMap(List::stream)
        .toList();
  }
}
