package io.switchboard.kafka;

import io.switchboard.kafka.source.SourceSettings;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Everything that this module can be told. Immutable and valid: a constructor that finds problems
 * throws one {@link IllegalArgumentException} that names them all.
 *
 * @param connection how to reach Kafka
 * @param clusterId names this Switchboard cluster: prefix of its transactional ids, so that an ACL
 *     can cover them; lower-case letters, digits and dashes
 * @param lanes the producer lanes
 * @param ledger the ledger
 * @param reaper ends what dead nodes left open
 * @param source reading
 * @param check what follows from problems that are found at the start
 * @param adminTimeout for one administrative request (metadata, offsets)
 */
public record KafkaSettings(
    KafkaConnection connection,
    String clusterId,
    LaneSettings lanes,
    LedgerSettings ledger,
    ReaperSettings reaper,
    SourceSettings source,
    CheckMode check,
    Duration adminTimeout) {
  private static final Pattern CLUSTER_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

  public KafkaSettings {
    new Problems()
        .check(
            CLUSTER_ID.matcher(clusterId).matches(),
            "cluster-id: expected 1 to 40 of a-z, 0-9 and -, got '" + clusterId + "'")
        .range("admin-timeout", adminTimeout, Duration.ofMillis(100), Duration.ofMinutes(2))
        .throwIfAny();
  }

  /** Defaults for everything but the connection and the cluster's name. */
  public static KafkaSettings defaults(KafkaConnection connection, String clusterId) {
    return new KafkaSettings(
        connection,
        clusterId,
        LaneSettings.DEFAULTS,
        LedgerSettings.defaults(clusterId),
        ReaperSettings.DEFAULTS,
        SourceSettings.defaults(),
        CheckMode.WARN,
        Duration.ofSeconds(5));
  }

  /**
   * From flat text, as {@code reference.conf} has it under {@code switchboard.kafka}: {@code
   * bootstrap}, {@code cluster-id}, {@code client.<any Kafka client property>}, {@code
   * lanes.count}, ... Durations are written as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 7d}.
   *
   * @throws IllegalArgumentException naming every problem: missing, unknown, not parsed, out of
   *     range
   */
  public static KafkaSettings of(Map<String, String> values) {
    return SettingsReader.read(values);
  }

  /** The same with other lane settings. */
  public KafkaSettings withLanes(LaneSettings other) {
    return new KafkaSettings(
        connection, clusterId, other, ledger, reaper, source, check, adminTimeout);
  }

  /** The same with other ledger settings. */
  public KafkaSettings withLedger(LedgerSettings other) {
    return new KafkaSettings(
        connection, clusterId, lanes, other, reaper, source, check, adminTimeout);
  }

  /** The same with other reaper settings. */
  public KafkaSettings withReaper(ReaperSettings other) {
    return new KafkaSettings(
        connection, clusterId, lanes, ledger, other, source, check, adminTimeout);
  }
}
