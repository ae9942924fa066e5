package io.switchboard.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.switchboard.core.model.SessionLimits;
import io.switchboard.entity.EntitySettings;
import io.switchboard.entity.expiry.ExpirySettings;
import io.switchboard.entity.placement.PlacementSettings;
import io.switchboard.entity.spill.SweepSettings;
import io.switchboard.kafka.KafkaSettings;
import io.switchboard.node.api.ApiSettings;
import io.switchboard.node.cluster.ClusterSettings;
import io.switchboard.node.door.DoorSettings;
import io.switchboard.node.management.ManagementSettings;
import io.switchboard.node.metrics.MetricsSettings;
import io.switchboard.persistence.PersistenceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Everything that a node is told, read once from its configuration and valid. Keys, units and
 * ranges are in {@code reference.conf}.
 */
record NodeSettings(
    ApiSettings api,
    EntitySettings sessions,
    PlacementSettings placement,
    KafkaSettings kafka,
    boolean createLedger,
    PersistenceSettings persistence,
    Encryption encryption,
    Spill spill,
    DoorSettings doors,
    ClusterSettings cluster,
    ManagementSettings management,
    MetricsSettings metrics) {

  /**
   * What is encrypted, and with which keys.
   *
   * @param enabled whether values are encrypted at all
   * @param clearTopics topics that are not, although the others are; a name, or a prefix and {@code
   *     *}
   * @param keyRing the key ring file
   * @param passwordFile its password
   * @param generate make both on first start
   * @param checkEvery how often the file is looked at
   * @param newVersionDelay age at which a new key version is used for sealing
   */
  record Encryption(
      boolean enabled,
      List<String> clearTopics,
      Path keyRing,
      Path passwordFile,
      boolean generate,
      Duration checkEvery,
      Duration newVersionDelay) {

    /** Whether the values of a topic are encrypted. */
    Predicate<String> policy() {
      return topic -> enabled && clearTopics.stream().noneMatch(pattern -> matches(pattern, topic));
    }

    private static boolean matches(String pattern, String topic) {
      return pattern.endsWith("*")
          ? topic.startsWith(pattern.substring(0, pattern.length() - 1))
          : topic.equals(pattern);
    }
  }

  /**
   * What is left behind by a node that stops while accepted batches cannot reach Kafka.
   *
   * @param folder last resort, where the spill store does not answer either
   * @param maxBytes of all files there
   * @param sweep how sessions are found for which batches were left
   */
  record Spill(Path folder, long maxBytes, SweepSettings sweep) {
    /** Holds the largest batch there can be. */
    private static final long MIN_BYTES = 16L << 20;

    Spill {
      List<String> problems = new ArrayList<>();
      if (folder.toString().isEmpty()) {
        problems.add("folder: expected a path");
      }
      if (maxBytes < MIN_BYTES) {
        problems.add("max-bytes: at least 16 MiB");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("spill settings: " + String.join("; ", problems));
      }
    }
  }

  /**
   * Reads a node's whole configuration.
   *
   * @throws IllegalArgumentException naming every problem of every section
   */
  static NodeSettings from(Config root) {
    List<String> problems = new ArrayList<>();
    Config c = root.getConfig("switchboard");
    String clusterId = c.getString("cluster-id");
    ApiSettings api = section(problems, () -> api(c, clusterId));
    EntitySettings sessions = section(problems, () -> sessions(c.getConfig("sessions")));
    PlacementSettings placement = section(problems, () -> placement(c.getConfig("placement")));
    KafkaSettings kafka = section(problems, () -> kafka(c.getConfig("kafka"), clusterId));
    PersistenceSettings persistence = section(problems, () -> PersistenceSettings.from(root));
    DoorSettings doors = section(problems, () -> DoorSettings.from(root));
    Encryption encryption = section(problems, () -> encryption(c.getConfig("encryption")));
    Spill spill = section(problems, () -> spill(c.getConfig("spill")));
    ClusterSettings cluster = section(problems, () -> ClusterSettings.from(c));
    ManagementSettings management = section(problems, () -> management(c.getConfig("management")));
    MetricsSettings metrics =
        section(
            problems,
            () ->
                new MetricsSettings(
                    c.getInt("metrics.max-topics"), c.getBoolean("management.metrics-open")));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("configuration:\n  " + String.join("\n  ", problems));
    }
    return new NodeSettings(
        api,
        sessions,
        placement,
        kafka,
        c.getBoolean("kafka.auto-create-ledger"),
        persistence,
        encryption,
        spill,
        doors,
        cluster,
        management,
        metrics);
  }

  /** The section, or null with its problems noted: nobody uses it then. */
  private static <T> T section(List<String> problems, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ConfigException | IllegalArgumentException e) {
      problems.add(e.getMessage());
      return null;
    }
  }

  private static ApiSettings api(Config c, String clusterId) {
    Config limits = c.getConfig("sessions.limits");
    return new ApiSettings(
        clusterId,
        new SessionLimits(
            Math.toIntExact(limits.getBytes("max-event-bytes")),
            Math.toIntExact(limits.getBytes("max-batch-bytes")),
            limits.getInt("max-batch-events"),
            limits.getDuration("max-wait")),
        c.getDuration("sessions.default-idle-timeout"),
        c.getDuration("sessions.call-timeout"));
  }

  private static EntitySettings sessions(Config c) {
    return new EntitySettings(
        c.getInt("shards"),
        Math.toIntExact(c.getBytes("read-ahead-bytes")),
        c.getDuration("slacken-after"),
        c.getDuration("passivate-after"),
        c.getDuration("stop-within"),
        c.getDuration("note-every"),
        c.getInt("snapshot-every"),
        c.getInt("keep-snapshots"),
        c.getDuration("checkpoint-every"),
        budget(c, "budget.staged-bytes"),
        budget(c, "budget.read-bytes"),
        c.getInt("waking.register-calls"),
        c.getInt("waking.waiting-calls"),
        new ExpirySettings(c.getDuration("expiry.look-every"), c.getInt("expiry.wake-per-second")));
  }

  private static PlacementSettings placement(Config c) {
    return new PlacementSettings(
        c.getInt("moves-at-once"),
        c.getInt("drain-moves-at-once"),
        c.getBytes("bytes-as-one-session"),
        c.getInt("worth.sessions"),
        c.getDouble("worth.ratio"),
        c.getDuration("settle-after"),
        c.getDuration("report-every"),
        c.getDuration("pins-every"),
        c.getDuration("view-within"));
  }

  /** Bytes, or "auto": an eighth of the heap, within reason. */
  private static long budget(Config c, String key) {
    return c.getString(key).equals("auto")
        ? Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8)
        : c.getBytes(key);
  }

  private static KafkaSettings kafka(Config c, String clusterId) {
    Map<String, String> values = new HashMap<>();
    c.withoutPath("auto-create-ledger")
        .withoutPath("client")
        .entrySet()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue().unwrapped().toString()));
    c.getObject("client")
        .unwrapped()
        .forEach((key, value) -> values.put("client." + key, value.toString()));
    values.put("cluster-id", clusterId);
    return KafkaSettings.of(values);
  }

  private static Encryption encryption(Config c) {
    return new Encryption(
        c.getBoolean("enabled"),
        List.copyOf(c.getStringList("clear-topics")),
        Path.of(c.getString("key-ring")),
        Path.of(c.getString("password-file")),
        c.getBoolean("generate"),
        c.getDuration("check-every"),
        c.getDuration("new-version-delay"));
  }

  private static Spill spill(Config c) {
    return new Spill(
        Path.of(c.getString("folder")),
        c.getBytes("max-bytes"),
        new SweepSettings(c.getDuration("look-every"), c.getInt("wake-per-second")));
  }

  private static ManagementSettings management(Config c) {
    String token = c.getString("token-file");
    return new ManagementSettings(
        c.getString("host"),
        c.getInt("port"),
        token.isEmpty() ? Optional.empty() : Optional.of(Path.of(token)));
  }
}
