package io.switchboard.entity.placement;

import akka.cluster.Member;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.ShardRegion.ShardRegionStats;
import io.switchboard.entity.placement.LoadReport.Carried;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Joins membership, reports and what the regions answered into one view. Akka answers for all
 * regions or for none; where it does not, the shards that have sessions are known from the reports.
 */
final class Survey {
  private final Members members;
  private final Members.Now now;
  private final Knowledge known;
  private final int shards;
  private final Map<String, String> homes = new HashMap<>();
  private final Map<String, Long> sessions = new HashMap<>();
  private final List<String> unknown = new ArrayList<>();

  Survey(Members members, Knowledge known, int shards) {
    this.members = members;
    this.now = members.now();
    this.known = known;
    this.shards = shards;
  }

  ClusterView view(Optional<ClusterShardingStats> stats) {
    Map<String, ShardRegionStats> answered = new HashMap<>();
    stats.ifPresent(
        them ->
            them.getRegions()
                .forEach((address, of) -> answered.put(Members.hostPort(address), of)));
    answered.forEach(this::learn);
    new TreeMap<>(now.byAddress())
        .forEach(
            (address, member) -> {
              if (!answered.containsKey(address)
                  && Members.isUp(member)
                  && members.carriesShards(member)) {
                unknown.add(
                    "which shards " + address + " carries: known are only those with sessions");
                report(member).ifPresent(report -> learn(address, report));
              }
            });
    List<NodeView> nodes =
        new TreeMap<>(now.byAddress()).values().stream().map(this::node).toList();
    List<ShardView> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      all.add(shard(Integer.toString(shard)));
    }
    return new ClusterView(members.self(), nodes, all, unknown);
  }

  private void learn(String address, ShardRegionStats region) {
    region
        .getStats()
        .forEach(
            (shard, entities) -> {
              homes.put(shard, address);
              sessions.put(shard, ((Number) entities).longValue());
            });
    region
        .getFailed()
        .forEach(
            shard -> {
              homes.put(shard, address);
              unknown.add("how many sessions shard " + shard + " has: it did not answer");
            });
  }

  private void learn(String address, LoadReport report) {
    report
        .shards()
        .forEach(
            (shard, carried) -> {
              if (carried.sessions() > 0) {
                homes.putIfAbsent(Integer.toString(shard), address);
              }
            });
  }

  private Optional<LoadReport> report(Member member) {
    return Optional.ofNullable(known.reports().get(Members.key(member)));
  }

  private NodeView node(Member member) {
    String address = Members.address(member);
    Optional<PeerFacts> facts = report(member).map(LoadReport::facts);
    return new NodeView(
        address,
        member.uniqueAddress().longUid(),
        member.getRoles(),
        member.status().toString(),
        now.isReachable(member),
        known.draining().contains(Members.key(member)),
        (int) homes.values().stream().filter(address::equals).count(),
        report(member).map(LoadReport::sessions).orElse(0L),
        report(member).map(LoadReport::bytesPerSecond).orElse(0L),
        facts.map(PeerFacts::version).orElse(""),
        facts.map(PeerFacts::addresses).orElse(Map.of()));
  }

  private ShardView shard(String shard) {
    Carried reported =
        known.reports().values().stream()
            .map(report -> report.shards().getOrDefault(Integer.valueOf(shard), Carried.NOTHING))
            .reduce(Carried.NOTHING, Carried::max);
    return new ShardView(
        shard,
        Optional.ofNullable(homes.get(shard)),
        sessions.getOrDefault(shard, reported.sessions()),
        reported.bytes(),
        Optional.ofNullable(known.pins().get(shard)));
  }
}
