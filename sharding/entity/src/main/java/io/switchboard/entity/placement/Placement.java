package io.switchboard.entity.placement;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.Member;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.switchboard.core.port.ShardPins;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where the shards of one entity type go: the strategy for sharding, the counters that it rests on,
 * and what operators see and do. One on every node; it ends with the actor system. Thread-safe.
 */
public final class Placement implements PlacementControl {
  private static final Duration BESIDES = Duration.ofMillis(500);
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

  private final ActorSystem<?> system;
  private final EntityTypeKey<?> type;
  private final int shards;
  private final PlacementSettings settings;
  private final ShardPins pins;
  private final ShardLoads loads;
  private final Members members;
  private final SharedFacts shared;
  private final AtomicReference<Knowledge> knowledge = new AtomicReference<>(Knowledge.NOTHING);

  private Placement(
      ActorSystem<?> system,
      EntityTypeKey<?> type,
      int shards,
      PlacementSettings settings,
      ShardPins pins) {
    this.system = system;
    this.type = type;
    this.shards = shards;
    this.settings = settings;
    this.pins = pins;
    this.loads = new ShardLoads(shards);
    this.members = new Members(system);
    this.shared = new SharedFacts(system);
  }

  /**
   * Begins to follow loads, pins and drains. To be called before sharding starts, on every node of
   * the cluster, also on those that carry no shards.
   *
   * @param type the sharded entities
   * @param shards number of shards of the cluster
   * @param facts what this node tells the others; asked whenever it reports, on an actor's thread
   */
  public static Placement start(
      ActorSystem<?> system,
      EntityTypeKey<?> type,
      int shards,
      PlacementSettings settings,
      ShardPins pins,
      Supplier<PeerFacts> facts) {
    Placement placement = new Placement(system, type, shards, settings, pins);
    system.systemActorOf(
        Follower.create(
            placement.knowledge,
            placement.shared,
            placement.members,
            pins,
            facts,
            placement.loads,
            settings),
        "placement-" + type.name(),
        Props.empty());
    return placement;
  }

  /** For {@code Entity.withAllocationStrategy}, on every node. */
  public ShardAllocationStrategy strategy() {
    StrandedShards stranded = new StrandedShards(system, type);
    return new PlacementStrategy(
        settings, knowledge::get, members, stranded::release, System::nanoTime);
  }

  /** Where this node's sessions count what they do. */
  public ShardLoads loads() {
    return loads;
  }

  /** What this node knows at the moment. */
  Knowledge known() {
    return knowledge.get();
  }

  /** Whether this node is being emptied, as far as it knows. */
  public boolean isSelfDraining() {
    return knowledge.get().draining().contains(members.selfKey());
  }

  @Override
  public CompletionStage<ClusterView> view() {
    return AskPattern.<ClusterShardingQuery, ClusterShardingStats>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(type, settings.viewWithin(), replyTo),
            settings.viewWithin().plus(BESIDES),
            system.scheduler())
        .handle(
            (stats, failure) ->
                new Survey(members, knowledge.get(), shards)
                    .view(failure == null ? Optional.of(stats) : Optional.empty()));
  }

  @Override
  public CompletionStage<Done> pin(String shard, String node) {
    if (!isShard(shard)) {
      return noShard(shard);
    }
    Optional<Member> member = members.now().find(node);
    if (member.isEmpty()) {
      return noNode(node);
    }
    if (!members.carriesShards(member.get())) {
      return CompletableFuture.failedFuture(UnknownTargetException.withoutShards(node));
    }
    return pins.put(shard, node).thenCompose(stored -> tellOfPins());
  }

  @Override
  public CompletionStage<Done> unpin(String shard) {
    return isShard(shard)
        ? pins.remove(shard).thenCompose(removed -> tellOfPins())
        : noShard(shard);
  }

  /** The store has it; should nobody hear the hint, the nodes find it when they look next. */
  private CompletionStage<Done> tellOfPins() {
    return shared.pinsChanged().exceptionally(unheard -> Done.getInstance());
  }

  @Override
  public CompletionStage<Done> rebalance() {
    return shared.requestBalance();
  }

  @Override
  public CompletionStage<Done> drain(String node) {
    return onMember(node, shared::drain);
  }

  @Override
  public CompletionStage<Done> undrain(String node) {
    return onMember(node, shared::undrain);
  }

  private CompletionStage<Done> onMember(
      String node, Function<String, CompletionStage<Done>> intent) {
    return members
        .now()
        .find(node)
        .map(member -> intent.apply(Members.key(member)))
        .orElseGet(() -> noNode(node));
  }

  private boolean isShard(String shard) {
    return NUMBER.matcher(shard).matches() && Integer.parseInt(shard) < shards;
  }

  private static CompletionStage<Done> noNode(String node) {
    return CompletableFuture.failedFuture(UnknownTargetException.node(node));
  }

  private CompletionStage<Done> noShard(String shard) {
    return CompletableFuture.failedFuture(UnknownTargetException.shard(shard, shards));
  }
}
