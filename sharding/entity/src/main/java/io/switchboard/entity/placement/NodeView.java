package io.switchboard.entity.placement;

import java.util.Map;
import java.util.Set;

/**
 * A member of the cluster as the node that was asked sees it.
 *
 * @param address {@code host:port} of Artery: what pins and drains name
 * @param uid of this incarnation, as Akka's membership has it
 * @param status Joining, WeaklyUp, Up, Leaving, Exiting or Down
 * @param draining whether it is being emptied
 * @param shards shards that it carries, as far as is known (see {@link ClusterView#unknown})
 * @param sessions sessions in memory, as it last reported
 * @param bytesPerSecond bytes of events written to and read from its sessions, as it last reported
 * @param version of Switchboard; empty while it has not reported
 * @param addresses where it is reached: http, tcp, management; empty while it has not reported
 */
public record NodeView(
    String address,
    long uid,
    Set<String> roles,
    String status,
    boolean reachable,
    boolean draining,
    int shards,
    long sessions,
    long bytesPerSecond,
    String version,
    Map<String, String> addresses) {
  public NodeView {
    roles = Set.copyOf(roles);
    addresses = Map.copyOf(addresses);
  }
}
