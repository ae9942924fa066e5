package io.switchboard.entity.placement;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The membership in the names that people and the store use: {@code host:port} of Artery.
 * Thread-safe; always as this node sees it now.
 */
final class Members {
  private final Cluster cluster;
  private final String role;

  Members(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.role = system.settings().config().getString("akka.cluster.sharding.role");
  }

  /** One moment of the membership. */
  record Now(Map<String, Member> byAddress, Set<Member> unreachable) {
    Optional<Member> find(String address) {
      return Optional.ofNullable(byAddress.get(address));
    }

    boolean isReachable(Member member) {
      return !unreachable.contains(member);
    }
  }

  Now now() {
    CurrentClusterState state = cluster.state();
    Map<String, Member> members = new HashMap<>();
    state.getMembers().forEach(member -> members.put(address(member), member));
    return new Now(members, state.getUnreachable());
  }

  String self() {
    return hostPort(cluster.selfAddress());
  }

  String selfKey() {
    return key(cluster.selfUniqueAddress());
  }

  /** Whether this node leads the cluster at the moment: who cleans up. */
  boolean isLeader() {
    return cluster.selfAddress().equals(cluster.state().getLeader());
  }

  /** Whether shards can be on this member at all. */
  boolean carriesShards(Member member) {
    return role.isEmpty() || member.hasRole(role);
  }

  /** Where an actor lives. */
  String addressOf(akka.actor.ActorRef actor) {
    Address address = actor.path().address();
    return address.hasLocalScope() ? self() : hostPort(address);
  }

  static boolean isUp(Member member) {
    return member.status().equals(MemberStatus.up());
  }

  static String address(Member member) {
    return hostPort(member.address());
  }

  /** {@code host:port#uid}: this incarnation of a node and no other. */
  static String key(Member member) {
    return key(member.uniqueAddress());
  }

  private static String key(UniqueAddress member) {
    return hostPort(member.address()) + "#" + member.longUid();
  }

  static String hostPort(Address address) {
    return address.getHost().orElse("local") + ":" + address.getPort().orElse(0);
  }

  /** Ranks of versions: members of equal versions have equal ranks, a newer one a higher. */
  static Map<String, Integer> versions(Now now) {
    TreeSet<akka.util.Version> sorted = new TreeSet<>();
    now.byAddress().values().forEach(member -> sorted.add(member.appVersion()));
    Map<String, Integer> ranks = new HashMap<>();
    now.byAddress()
        .forEach(
            (address, member) -> ranks.put(address, sorted.headSet(member.appVersion()).size()));
    return ranks;
  }
}
