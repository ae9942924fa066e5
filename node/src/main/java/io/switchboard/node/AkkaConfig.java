package io.switchboard.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.persistence.journal.CassandraConfig;
import java.util.Map;

/**
 * What must lie over Akka's own configuration: {@code switchboard-akka.conf}, and what follows from
 * the settings.
 */
final class AkkaConfig {
  private AkkaConfig() {}

  static Config of(NodeSettings settings, Config root) {
    return ConfigFactory.parseMap(
            Map.of("akka.cluster.sharding.number-of-shards", settings.sessions().shards()))
        .withFallback(CassandraConfig.overlay(settings.persistence()))
        .withFallback(ConfigFactory.parseResources("switchboard-akka.conf"))
        .withFallback(root)
        .resolve();
  }
}
