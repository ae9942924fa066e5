package io.switchboard.entity.placement;

import akka.actor.ActorRef;
import akka.cluster.Member;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import io.switchboard.entity.placement.PlacementPlan.Move;
import io.switchboard.entity.placement.PlacementPlan.Why;
import io.switchboard.entity.placement.Situation.Node;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells Akka's shard coordinator what the {@link PlacementPlan} decides. Runs on the node that
 * carries the coordinator, on its actor; never waits, and never throws: that would restart the
 * coordinator.
 *
 * <p>A node that died and came back at its address has two regions for a moment, the dead one and
 * its own. They count as one node here, which has the shards of both.
 */
final class PlacementStrategy extends AbstractShardAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(PlacementStrategy.class);

  /** An operator's request to balance is given up after this, should loads never come to rest. */
  private static final long FORCED_WITHIN_NANOS = 60_000_000_000L;

  private final PlacementSettings settings;
  private final Supplier<Knowledge> knowledge;
  private final Members members;
  private final Consumer<Set<String>> stranded;
  private final LongSupplier nanoTime;

  /** Of shards that were told to leave, until they are placed again. */
  private final Map<String, Move> underWay = new HashMap<>();

  private final Map<String, Long> movedAt = new HashMap<>();
  private long requestsDone;

  /**
   * @param stranded takes the shards on their way from a region that is gone, at every look
   */
  PlacementStrategy(
      PlacementSettings settings,
      Supplier<Knowledge> knowledge,
      Members members,
      Consumer<Set<String>> stranded,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.knowledge = knowledge;
    this.members = members;
    this.stranded = stranded;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    return decided(() -> place(requester, shard, allocations));
  }

  @Override
  public synchronized Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
    return decided(() -> shardsToMove(allocations, inProgress));
  }

  private static <T> Future<T> decided(Supplier<T> decision) {
    try {
      return Future$.MODULE$.successful(decision.get());
    } catch (RuntimeException broken) {
      LOG.error("no decision about the places of shards; it is asked for again", broken);
      return Future$.MODULE$.failed(broken);
    }
  }

  private ActorRef place(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    Situation situation = situation(allocations);
    Map<String, ActorRef> regions = new HashMap<>();
    allocations.keySet().stream()
        // The dead one of two regions has the shards, the new one hardly any.
        .sorted(Comparator.comparingInt(region -> -allocations.get(region).size()))
        .forEach(region -> regions.put(members.addressOf(region), region));
    String node =
        new PlacementPlan(situation, settings)
            .place(shard)
            .filter(regions::containsKey)
            .orElseGet(() -> members.addressOf(requester));
    underWay.remove(shard);
    LOG.debug("shard placed, shard={}, node={}", shard, node);
    return regions.getOrDefault(node, requester);
  }

  private Set<String> shardsToMove(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
    long now = nanoTime.getAsLong();
    movedAt.values().removeIf(at -> now - at >= settings.settleAfter().toNanos());
    Situation before = situation(allocations);
    // Back at home and not leaving: the hand-over failed.
    underWay
        .keySet()
        .removeIf(shard -> before.homes().containsKey(shard) && !inProgress.contains(shard));
    inProgress.forEach(shard -> underWay.computeIfAbsent(shard, it -> unexplained(it, before)));
    stranded.accept(
        inProgress.stream()
            .filter(shard -> !before.homes().containsKey(shard))
            .collect(Collectors.toSet()));
    Situation situation = situation(allocations);
    List<Move> moves = new PlacementPlan(situation, settings).moves();
    if (moves.isEmpty() && inProgress.isEmpty() && situation.forced() && situation.steady()) {
      requestsDone = knowledge.get().balanceRequests();
    }
    for (Move move : moves) {
      underWay.put(move.shard(), move);
      movedAt.put(move.shard(), now);
      LOG.info(
          "shard moves, shard={}, from={}, to={}, reason={}",
          move.shard(),
          move.from(),
          move.to(),
          move.why());
    }
    return moves.stream().map(Move::shard).collect(Collectors.toSet());
  }

  /** Begun by a coordinator before this one: where it goes is decided when it is placed. */
  private static Move unexplained(String shard, Situation situation) {
    String home = situation.homes().getOrDefault(shard, "");
    return new Move(shard, home, home, Why.DRAINED);
  }

  private Situation situation(Map<ActorRef, IndexedSeq<String>> allocations) {
    Knowledge known = knowledge.get();
    Members.Now now = members.now();
    Map<String, Integer> versions = Members.versions(now);
    Map<String, Node> nodes = new HashMap<>();
    Map<String, String> homes = new HashMap<>();
    allocations.forEach(
        (region, shards) -> {
          String address = members.addressOf(region);
          nodes.put(address, node(address, now, known, versions));
          CollectionConverters.asJava(shards).forEach(shard -> homes.put(shard, address));
        });
    Map<String, Long> weights = new HashMap<>();
    known
        .loads()
        .forEach((shard, load) -> weights.put(shard, load.points(settings.bytesPerPoint())));
    boolean calm = now.unreachable().isEmpty();
    boolean forced =
        known.balanceRequests() != requestsDone
            && nanoTime.getAsLong() - known.askedAtNanos() < FORCED_WITHIN_NANOS;
    return new Situation(
        List.copyOf(nodes.values()),
        homes,
        weights,
        known.pins(),
        underWay.values().stream().collect(Collectors.toMap(Move::shard, Move::to)),
        underWay.values().stream()
            .anyMatch(move -> move.why() == Why.BALANCED && homes.containsKey(move.shard())),
        new HashSet<>(movedAt.keySet()),
        calm,
        calm && isSteady(nodes.values(), now, known),
        forced);
  }

  private static Node node(
      String address, Members.Now now, Knowledge known, Map<String, Integer> versions) {
    return now.find(address)
        .map(
            member ->
                new Node(
                    address,
                    Members.isUp(member),
                    now.isReachable(member),
                    known.draining().contains(Members.key(member)),
                    versions.getOrDefault(address, 0)))
        .orElseGet(() -> new Node(address, false, false, false, 0));
  }

  /** Nobody comes or goes, versions are the same everywhere, and every load is known. */
  private boolean isSteady(Collection<Node> nodes, Members.Now now, Knowledge known) {
    return now.byAddress().values().stream().allMatch(Members::isUp)
        && nodes.stream().mapToInt(Node::version).distinct().count() <= 1
        && nodes.stream()
            .map(node -> now.find(node.address()))
            .allMatch(
                member ->
                    member
                        .map((Member it) -> known.reports().containsKey(Members.key(it)))
                        .orElse(false));
  }
}
