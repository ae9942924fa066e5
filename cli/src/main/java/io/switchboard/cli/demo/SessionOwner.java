package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.local.LocalNode;
import io.switchboard.cli.local.LocalSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the node that owns the publishing session: a node counts every session that it has taken
 * over, and there is no session but those of the demonstration. For one thread.
 */
final class SessionOwner {
  private final LocalSystem system;

  /** By process, because a node that was started again counts from 0. */
  private final Map<Long, Long> counted = new HashMap<>();

  SessionOwner(LocalSystem system) {
    this.system = system;
  }

  /** The node that has taken a session since the last look; empty if none has, or several. */
  Optional<LocalNode> look() {
    List<LocalNode> owners = new ArrayList<>();
    for (LocalNode node : system.nodes()) {
      if (!node.onExit().isDone() && node.ready().isDone()) {
        long before = counted.getOrDefault(node.pid(), 0L);
        long now = acquisitions(node).orElse(before);
        counted.put(node.pid(), now);
        if (now > before) {
          owners.add(node);
        }
      }
    }
    return owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty();
  }

  private OptionalLong acquisitions(LocalNode node) {
    try {
      return OptionalLong.of(
          system.management(node).node().path("sessions").path("acquisitions").asLong());
    } catch (CliException silent) {
      // It may be ending; the next look tells more.
      return OptionalLong.empty();
    }
  }
}
