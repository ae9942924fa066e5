package io.switchboard.node.metrics;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The cluster as this node sees it, and the shards that it hosts. The shards are asked for in the
 * background now and then, because only actors know them; a scrape reads what was last heard.
 */
final class ClusterMeters {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  /** What was last heard of the shards here. */
  private record Shards(int count, long largest) {
    static final Shards NONE = new Shards(0, 0);

    static Shards of(Collection<Integer> sessions) {
      return new Shards(
          sessions.size(), sessions.stream().mapToLong(Integer::longValue).max().orElse(0));
    }
  }

  private volatile Shards shards = Shards.NONE;

  ClusterMeters(Meters meters) {
    meters.gauge("shards", "Shards on this node; up to 10 s old.", () -> shards.count());
    meters.gauge(
        "shards.largest.sessions", "Sessions in the largest of them.", () -> shards.largest());
  }

  /**
   * Begins to look; ends with the system.
   *
   * @param type the sharded type's name
   */
  void watch(Meters meters, ActorSystem<?> system, String type) {
    Cluster cluster = Cluster.get(system);
    meters.gauge("cluster.members.up", "Members that are up.", () -> up(cluster.state()));
    meters.gauge(
        "cluster.members.unreachable",
        "Members that this node does not reach.",
        () -> cluster.state().getUnreachable().size());
    ClusterSharding sharding = ClusterSharding.get(system.classicSystem());
    system
        .scheduler()
        .scheduleWithFixedDelay(
            Duration.ZERO, LOOK_EVERY, () -> look(sharding, type), system.executionContext());
  }

  private static long up(ClusterEvent.CurrentClusterState state) {
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .map(Member::status)
        .filter(MemberStatus.up()::equals)
        .count();
  }

  private void look(ClusterSharding sharding, String type) {
    if (!sharding.getShardTypeNames().contains(type)) {
      shards = Shards.NONE;
      return;
    }
    ActorRef region = sharding.shardRegion(type);
    Patterns.ask(region, ShardRegion.getRegionStatsInstance(), ANSWER_WITHIN)
        .whenComplete(
            (answer, failure) -> {
              if (answer instanceof ShardRegion.ShardRegionStats stats) {
                shards = Shards.of(List.copyOf(counts(stats)));
              }
            });
  }

  private static Collection<Integer> counts(ShardRegion.ShardRegionStats stats) {
    return stats.getStats().values().stream().map(count -> (Integer) (Object) count).toList();
  }
}
