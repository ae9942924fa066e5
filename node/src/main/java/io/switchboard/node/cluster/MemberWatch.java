package io.switchboard.node.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.switchboard.kafka.ledger.LiveNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Knows which incarnations of nodes are in the cluster, for the lane reaper. A node tells its
 * incarnation by a cluster role, {@code incarnation-<uuid>}: roles travel with the membership
 * itself, so whoever knows a member knows its incarnation, also in the event of its removal, and
 * there is nothing to look up and nothing to clean up.
 */
public final class MemberWatch implements Supplier<LiveNodes> {
  private static final String ROLE = "incarnation-";

  /** Between the starts of two nodes that hear of the same removal. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private static final int MAX_TURNS = 10;

  private final AtomicReference<LiveNodes> now = new AtomicReference<>(LiveNodes.UNKNOWN);

  /** The role by which a node tells its incarnation. */
  public static String roleOf(UUID incarnation) {
    return ROLE + incarnation;
  }

  /**
   * Begins to follow the membership.
   *
   * @param onRemoved called with the incarnation of every node that was removed, and with how long
   *     to wait because others are before this node; on an actor's thread, after {@link #get} has
   *     forgotten that incarnation
   */
  public void start(ActorSystem<?> system, BiConsumer<UUID, Duration> onRemoved) {
    system.systemActorOf(
        Behaviors.<Object>setup(context -> new Follower(this, onRemoved).subscribe(context)),
        "member-watch",
        Props.empty());
  }

  @Override
  public LiveNodes get() {
    return now.get();
  }

  /** The incarnation that a member tells by its roles. */
  static Optional<UUID> incarnationOf(Set<String> roles) {
    return roles.stream()
        .filter(role -> role.startsWith(ROLE))
        .map(role -> parse(role.substring(ROLE.length())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<UUID> parse(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The state of the watching actor. */
  private static final class Follower {
    private final MemberWatch watch;
    private final BiConsumer<UUID, Duration> onRemoved;
    private final TreeMap<UniqueAddress, Optional<UUID>> members = new TreeMap<>();
    private final Set<UniqueAddress> unreachable = new HashSet<>();

    Follower(MemberWatch watch, BiConsumer<UUID, Duration> onRemoved) {
      this.watch = watch;
      this.onRemoved = onRemoved;
    }

    Behavior<Object> subscribe(ActorContext<Object> context) {
      Cluster cluster = Cluster.get(context.getSystem());
      ActorRef<MemberEvent> events = context.messageAdapter(MemberEvent.class, event -> event);
      ActorRef<ReachabilityEvent> reachability =
          context.messageAdapter(ReachabilityEvent.class, event -> event);
      cluster.subscriptions().tell(Subscribe.create(events, MemberEvent.class));
      cluster.subscriptions().tell(Subscribe.create(reachability, ReachabilityEvent.class));
      UniqueAddress self = cluster.selfMember().uniqueAddress();
      return Behaviors.receive(Object.class)
          .onMessage(MemberEvent.class, event -> on(event, self))
          .onMessage(ReachabilityEvent.class, this::on)
          .build();
    }

    private Behavior<Object> on(MemberEvent event, UniqueAddress self) {
      Member member = event.member();
      Optional<UUID> incarnation = incarnationOf(member.getRoles());
      if (event instanceof MemberRemoved) {
        members.remove(member.uniqueAddress());
        unreachable.remove(member.uniqueAddress());
        publish();
        if (member.uniqueAddress().equals(self)) {
          // It ends; what it leaves open is for the others.
          return Behaviors.same();
        }
        int before = Math.min(MAX_TURNS, members.headMap(self).size());
        incarnation.ifPresent(gone -> onRemoved.accept(gone, TURN.multipliedBy(before)));
      } else {
        members.put(member.uniqueAddress(), incarnation);
        publish();
      }
      return Behaviors.same();
    }

    private Behavior<Object> on(ReachabilityEvent event) {
      UniqueAddress who = event.member().uniqueAddress();
      if (event instanceof UnreachableMember) {
        unreachable.add(who);
      } else {
        unreachable.remove(who);
      }
      publish();
      return Behaviors.same();
    }

    private void publish() {
      Set<UUID> incarnations = new HashSet<>();
      members.values().forEach(member -> member.ifPresent(incarnations::add));
      boolean complete =
          unreachable.isEmpty() && members.values().stream().allMatch(Optional::isPresent);
      watch.now.set(new LiveNodes(incarnations, complete));
    }
  }
}
