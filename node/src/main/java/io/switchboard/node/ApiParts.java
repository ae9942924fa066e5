package io.switchboard.node;

import io.switchboard.core.port.TopicCatalog;
import io.switchboard.crypto.BatchDigester;
import io.switchboard.crypto.ReloadingKeyRing;
import io.switchboard.crypto.Sealer;
import io.switchboard.entity.SessionSharding;
import io.switchboard.node.api.SessionService;
import io.switchboard.node.audit.AuditLog;
import io.switchboard.node.audit.AuditedService;
import io.switchboard.node.door.DoorMetrics;
import io.switchboard.node.door.ThriftDoors;
import io.switchboard.node.metrics.NodeMetrics;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What a node of the role {@code api} has more than others: the doors that clients use. */
final class ApiParts {
  private final ThriftDoors doors;
  private final DoorMetrics metrics;
  private final SessionSharding sessions;

  private ApiParts(ThriftDoors doors, DoorMetrics metrics, SessionSharding sessions) {
    this.doors = doors;
    this.metrics = metrics;
    this.sessions = sessions;
  }

  /** Opens the doors; completes when calls are taken. */
  static CompletionStage<ApiParts> start(
      NodeSettings settings,
      ReloadingKeyRing keys,
      TopicCatalog catalog,
      SessionSharding sessions,
      NodeMetrics figures,
      AuditLog audit) {
    SessionService service =
        new SessionService(
            sessions,
            catalog,
            new Sealer(keys),
            new BatchDigester(keys.ring()),
            settings.api(),
            Clock.systemUTC());
    DoorMetrics metrics = new DoorMetrics();
    figures.watchDoors(metrics, sessions::callsSentAgain, sessions::callsForwarded);
    return ThriftDoors.start(
            settings.doors(),
            new AuditedService(service, audit, call -> SessionService.SUBJECT),
            metrics)
        .thenApply(doors -> new ApiParts(doors, metrics, sessions));
  }

  InetSocketAddress http() {
    return doors.httpAddress();
  }

  InetSocketAddress tcp() {
    return doors.tcpAddress();
  }

  /** What the doors have counted so far, by name. */
  Map<String, Long> counters() {
    return metrics.counters();
  }

  /** How many calls sessions on other nodes have answered. */
  long callsForwarded() {
    return sessions.callsForwarded();
  }

  /** Takes no more calls; completes when those under way are answered, or cut off. */
  CompletionStage<?> drain() {
    return doors.drain();
  }
}
