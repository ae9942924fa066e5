package io.switchboard.entity.placement;

import java.util.Map;

/**
 * What a node tells the others about itself.
 *
 * @param version of Switchboard
 * @param incarnation of this process
 * @param addresses where it is reached, {@code host:port} by name: http, tcp, management
 */
public record PeerFacts(String version, String incarnation, Map<String, String> addresses) {
  public PeerFacts {
    addresses = Map.copyOf(addresses);
  }
}
