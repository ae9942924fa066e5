package io.switchboard.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.persistence.PersistenceSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of journal plugin and driver that belongs to given settings. Consistency,
 * retries and retention are decided here and in {@code switchboard-cassandra.conf}, because
 * promises rest on them.
 */
public final class CassandraConfig {
  /** Driver profile of journal and snapshots. */
  public static final String JOURNAL_PROFILE = "switchboard-journal";

  /** Driver profile of the register: never repeats a statement. */
  public static final String LWT_PROFILE = "switchboard-lwt";

  /** Driver profile of the directory. */
  public static final String DIRECTORY_PROFILE = "switchboard-directory";

  /** Driver profile of the spill store. */
  public static final String SPILL_PROFILE = "switchboard-spill";

  private CassandraConfig() {}

  /**
   * What must lie over a node's configuration: {@code overlay(settings).withFallback(config)}.
   * Holds the settings too, so that the session provider finds them.
   */
  public static Config overlay(PersistenceSettings settings) {
    String requestTimeout = settings.requestTimeout().toMillis() + " ms";
    String driver = "datastax-java-driver.";
    Map<String, Object> values = new HashMap<>();
    values.put("akka.persistence.cassandra.journal.keyspace", settings.keyspace());
    values.put("akka.persistence.cassandra.snapshot.keyspace", settings.keyspace());
    values.put(driver + "basic.contact-points", settings.contactPoints());
    values.put(driver + "basic.load-balancing-policy.local-datacenter", settings.localDatacenter());
    values.put(driver + "basic.request.timeout", requestTimeout);
    values.put(
        driver + "advanced.metadata.schema.refreshed-keyspaces", List.of(settings.keyspace()));
    values.put(
        driver + "profiles." + LWT_PROFILE + ".basic.request.timeout",
        settings.registerTimeout().toMillis() + " ms");
    return settings
        .toConfig()
        .withFallback(ConfigFactory.parseMap(values))
        .withFallback(ConfigFactory.parseResources("switchboard-cassandra.conf"));
  }
}
