package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ManagementClient;
import io.switchboard.cli.local.LocalNode;
import io.switchboard.cli.local.LocalSystem;
import java.util.Optional;

/** Asks the cluster which of its nodes a session lives on. For one thread. */
final class SessionOwner {
  private final LocalSystem system;
  private final ManagementClient management;
  private final String session;

  SessionOwner(LocalSystem system, String session) {
    this.system = system;
    this.management = system.management();
    this.session = session;
  }

  /** The node; empty if that is not known just now. */
  Optional<LocalNode> look() {
    try {
      String address = management.session(session).path("node").asText();
      return system.nodes().stream()
          .filter(node -> node.clusterAddress().equals(address))
          .findFirst();
    } catch (CliException notNow) {
      return Optional.empty();
    }
  }
}
