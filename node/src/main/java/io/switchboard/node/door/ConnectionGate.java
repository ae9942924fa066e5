package io.switchboard.node.door;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts connections, of both doors together and per remote address, and says who may come in. Safe
 * on any thread.
 */
final class ConnectionGate {
  private final int max;
  private final int maxPerAddress;
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int open;

  /**
   * @param maxPerAddress 0 for no limit
   */
  ConnectionGate(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Lets a connection in, or says why not; who came in must {@link #leave}. */
  synchronized Optional<DoorMetrics.Reject> enter(InetAddress address) {
    if (open >= max) {
      return Optional.of(DoorMetrics.Reject.TOO_MANY_CONNECTIONS);
    }
    if (maxPerAddress > 0) {
      if (byAddress.getOrDefault(address, 0) >= maxPerAddress) {
        return Optional.of(DoorMetrics.Reject.TOO_MANY_CONNECTIONS_OF_ADDRESS);
      }
      byAddress.merge(address, 1, Integer::sum);
    }
    open++;
    return Optional.empty();
  }

  synchronized void leave(InetAddress address) {
    open--;
    if (maxPerAddress > 0) {
      byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
  }
}
