package io.switchboard.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.node.cluster.ClusterJoin;
import io.switchboard.node.cluster.MemberWatch;
import io.switchboard.persistence.journal.CassandraConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What must lie over Akka's own configuration: {@code switchboard-akka.conf}, and what follows from
 * the settings.
 */
final class AkkaConfig {
  private static final Duration NOT_READY_WITHIN = Duration.ofSeconds(5);

  /** Akka gives a shard's sessions five seconds less than a hand-over; they need their stop. */
  private static final Duration BESIDES_THE_STOP = Duration.ofSeconds(6);

  private AkkaConfig() {}

  static Config of(NodeSettings settings, UUID incarnation, Config root) {
    List<String> roles = new ArrayList<>(root.getStringList("akka.cluster.roles"));
    roles.addAll(settings.cluster().roles());
    roles.add(MemberWatch.roleOf(incarnation));
    return ConfigFactory.parseMap(
            Map.of(
                "akka.cluster.sharding.number-of-shards",
                settings.sessions().shards(),
                "akka.cluster.sharding.handoff-timeout",
                settings.sessions().stopWithin().plus(BESIDES_THE_STOP),
                "akka.cluster.roles",
                roles,
                "akka.coordinated-shutdown.phases.before-service-unbind.timeout",
                settings.cluster().coolDown().plus(NOT_READY_WITHIN)))
        .withFallback(ClusterJoin.akkaConfig(settings.cluster()))
        .withFallback(CassandraConfig.overlay(settings.persistence()))
        .withFallback(ConfigFactory.parseResources("switchboard-akka.conf"))
        .withFallback(root)
        .resolve();
  }
}
