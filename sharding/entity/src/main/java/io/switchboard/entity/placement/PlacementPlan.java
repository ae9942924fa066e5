package io.switchboard.entity.placement;

import io.switchboard.entity.placement.Situation.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rules: where a shard goes, and which shards move now. Decides only, from one {@link
 * Situation}; nothing here knows of Akka, threads or clocks.
 *
 * <ol>
 *   <li>A pin wins, if its node is there, up, reachable and not draining.
 *   <li>Else the least loaded node that is up, reachable and not draining; of these only those with
 *       the newest version.
 *   <li>Shards move to honour pins, then away from draining nodes, then to balance.
 * </ol>
 *
 * <p>Balancing comes to an end: a shard moves only from a node to one that is lighter by more than
 * the shard, so that with every move the sum of the squares of all loads gets smaller. It begins
 * above a limit and goes on to half of that, so that loads that vary a little begin nothing anew.
 */
final class PlacementPlan {
  /** A shard that is nearly the whole difference would only carry the imbalance elsewhere. */
  private static final double MOST_OF_DIFFERENCE = 0.9;

  /** Why a shard moves. */
  enum Why {
    PINNED,
    DRAINED,
    BALANCED
  }

  /** One shard that is to move now. */
  record Move(String shard, String from, String to, Why why) {}

  private final Situation situation;
  private final PlacementSettings settings;
  private final Map<String, Node> nodes;
  private final List<Node> takers;
  private final Picture picture;
  private final long leaving;
  private final List<Move> moves = new ArrayList<>();

  PlacementPlan(Situation situation, PlacementSettings settings) {
    this.situation = situation;
    this.settings = settings;
    this.nodes =
        situation.nodes().stream().collect(Collectors.toMap(Node::address, Function.identity()));
    this.takers = newest(situation.nodes().stream().filter(Node::canTake).toList());
    this.picture = new Picture(situation);
    this.leaving =
        situation.underWay().keySet().stream().filter(situation.homes()::containsKey).count();
  }

  private static List<Node> newest(List<Node> of) {
    int version = of.stream().mapToInt(Node::version).max().orElse(0);
    return of.stream().filter(node -> node.version() == version).toList();
  }

  /**
   * Where a shard without a home goes. If no node should take it the best of those that could does:
   * a session on a draining node is better than none. Empty only if there is no node at all.
   */
  Optional<String> place(String shard) {
    Optional<String> wanted =
        pinOf(shard)
            .or(
                () ->
                    Optional.ofNullable(situation.underWay().get(shard))
                        .filter(
                            target -> takers.stream().anyMatch(n -> n.address().equals(target))));
    if (wanted.isPresent()) {
      return wanted;
    }
    return picture
        .least(takers)
        .or(() -> leastOf(node -> node.up() && node.reachable()))
        .or(() -> leastOf(Node::up))
        .or(() -> leastOf(node -> true))
        .map(Node::address);
  }

  private Optional<Node> leastOf(Predicate<Node> which) {
    return picture.least(situation.nodes().stream().filter(which).toList());
  }

  /** The pin of a shard, if it can be honoured. */
  private Optional<String> pinOf(String shard) {
    return Optional.ofNullable(situation.pins().get(shard))
        .filter(node -> nodes.containsKey(node) && nodes.get(node).canTake());
  }

  /** What moves now, besides what is under way; to be asked once. */
  List<Move> moves() {
    if (situation.calm() && moves.isEmpty()) {
      honourPins();
      emptyDrainingNodes();
      if (moves.isEmpty() && situation.steady() && (leaving == 0 || situation.balancing())) {
        balance();
      }
    }
    return List.copyOf(moves);
  }

  /** A shard hands over only where its node can be heard, and one move at a time. */
  private boolean canLeave(String shard, Node from) {
    return from.up() && from.reachable() && !situation.underWay().containsKey(shard);
  }

  private void move(String shard, String from, String to, Why why) {
    moves.add(new Move(shard, from, to, why));
    picture.move(shard, from, to);
  }

  private boolean isFull(int atOnce) {
    return leaving + moves.size() >= atOnce;
  }

  private void honourPins() {
    new TreeMap<>(situation.pins())
        .forEach(
            (shard, pin) -> {
              Node home = nodes.get(situation.homes().getOrDefault(shard, ""));
              if (home != null
                  && !home.address().equals(pin)
                  && pinOf(shard).isPresent()
                  && canLeave(shard, home)
                  && !isFull(settings.movesAtOnce())) {
                move(shard, home.address(), pin, Why.PINNED);
              }
            });
  }

  private void emptyDrainingNodes() {
    for (Node node : situation.nodes()) {
      if (!node.draining()) {
        continue;
      }
      for (String shard : List.copyOf(picture.shardsOn(node.address()))) {
        if (isFull(settings.drainMovesAtOnce()) || takers.isEmpty()) {
          return;
        }
        if (canLeave(shard, node)) {
          move(shard, node.address(), picture.least(takers).orElseThrow().address(), Why.DRAINED);
        }
      }
    }
  }

  private void balance() {
    double limit =
        situation.forced()
            ? 0
            : Math.max(settings.worthPoints(), settings.worthRatio() * picture.mean(takers));
    // What began goes on to half of the limit.
    boolean began = situation.balancing();
    while (!isFull(settings.movesAtOnce()) && balanceOnce(began ? limit / 2 : limit)) {
      began = true;
    }
  }

  /** The heaviest node that has something suitable gives it to the lightest. */
  private boolean balanceOnce(double limit) {
    Optional<Node> lightest = picture.least(takers);
    if (lightest.isEmpty()) {
      return false;
    }
    String to = lightest.get().address();
    for (Node from : takers.stream().sorted(picture.byLoad().reversed()).toList()) {
      long difference = picture.load(from.address()) - picture.load(to);
      if (difference <= limit) {
        return false;
      }
      Optional<String> shard =
          picture.shardsOn(from.address()).stream()
              .filter(candidate -> mayBalance(candidate, from))
              .filter(it -> situation.weight(it) <= MOST_OF_DIFFERENCE * difference)
              .min(
                  Comparator.comparingLong(
                      (String it) -> Math.abs(difference - 2 * situation.weight(it))));
      if (shard.isPresent()) {
        move(shard.get(), from.address(), to, Why.BALANCED);
        return true;
      }
    }
    return false;
  }

  private boolean mayBalance(String shard, Node from) {
    return canLeave(shard, from)
        && pinOf(shard).isEmpty()
        && (situation.forced() || !situation.resting().contains(shard))
        && moves.stream().noneMatch(move -> move.shard().equals(shard));
  }
}
