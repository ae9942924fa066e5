package io.switchboard.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The validated settings of this module; keys, units and ranges are in {@code reference.conf} under
 * {@code switchboard.persistence}.
 *
 * @param contactPoints "host:port" each, at least one
 * @param localDatacenter Cassandra's name of this node's data centre
 * @param keyspace of journal, register and directory
 * @param replication copies per data centre, for the schema
 * @param autoCreate create the schema where it is missing
 * @param requestTimeout of one request to journal, snapshots or directory
 * @param registerTimeout of one compare-and-set or serial read
 * @param registerAttempts tries of a claim, and of every re-read
 * @param disposedTtl how long an ended session stays in the directory
 * @param retention what is kept of a session's history
 */
public record PersistenceSettings(
    List<String> contactPoints,
    String localDatacenter,
    String keyspace,
    Map<String, Integer> replication,
    boolean autoCreate,
    Duration requestTimeout,
    Duration registerTimeout,
    int registerAttempts,
    Duration disposedTtl,
    RetentionSettings retention) {

  private static final String PATH = "switchboard.persistence";
  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern CONTACT_POINT = Pattern.compile("(.+):(\\d{1,5})");
  private static final Pattern COPIES = Pattern.compile("([^:'\"]+):([1-9])");
  private static final Pattern DATACENTER = Pattern.compile("[^:'\"]+");

  public PersistenceSettings {
    contactPoints = List.copyOf(contactPoints);
    replication = Map.copyOf(replication);
    List<String> problems = new ArrayList<>();
    require(!contactPoints.isEmpty(), problems, "contact-points: at least one");
    for (String point : contactPoints) {
      require(
          CONTACT_POINT.matcher(point).matches(),
          problems,
          "contact-points: expected host:port, not '" + point + "'");
    }
    require(
        DATACENTER.matcher(localDatacenter).matches(),
        problems,
        "local-datacenter: expected a data centre's name, not '" + localDatacenter + "'");
    require(
        KEYSPACE.matcher(keyspace).matches(),
        problems,
        "keyspace: expected a letter, then a-z, 0-9 or _, at most 48, not '" + keyspace + "'");
    require(
        replication.containsKey(localDatacenter),
        problems,
        "replication: names " + replication.keySet() + ", but not " + localDatacenter);
    within(
        requestTimeout,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        "request-timeout",
        problems);
    within(
        registerTimeout,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        "register.request-timeout",
        problems);
    require(
        registerAttempts >= 1 && registerAttempts <= 10,
        problems,
        "register.attempts: 1 to 10, not " + registerAttempts);
    within(
        disposedTtl,
        Duration.ofSeconds(1),
        Duration.ofDays(365),
        "directory.disposed-ttl",
        problems);
    refuse(problems);
  }

  /**
   * The keyspace of a cluster: its id in lower case, with what a keyspace may not contain turned
   * into '_'. Cluster ids that differ only in that must not share a Cassandra.
   */
  public static String keyspaceOf(String clusterId) {
    return clusterId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
  }

  /**
   * Reads the settings from a node's whole configuration.
   *
   * @throws IllegalArgumentException naming every key that is missing or out of range
   */
  public static PersistenceSettings from(Config root) {
    Config config = root.getConfig(PATH);
    List<String> problems = new ArrayList<>();
    Map<String, Integer> replication = new TreeMap<>();
    List<String> entries = get(() -> config.getStringList("replication"), List.of(), problems);
    for (String entry : entries) {
      var copies = COPIES.matcher(entry);
      if (copies.matches()) {
        replication.put(copies.group(1), Integer.parseInt(copies.group(2)));
      } else {
        problems.add("replication: expected 'data centre:copies' with 1 to 9, not '" + entry + "'");
      }
    }
    int every = get(() -> config.getInt("retention.snapshot-every"), 500, problems);
    int keep = get(() -> config.getInt("retention.keep-snapshots"), 2, problems);
    RetentionSettings retention =
        get(() -> new RetentionSettings(every, keep), RetentionSettings.DEFAULT, problems);
    String keyspace = get(() -> config.getString("keyspace"), "", problems);
    if (keyspace.isEmpty()) {
      String clusterId = "switchboard.cluster-id";
      keyspace = root.hasPath(clusterId) ? keyspaceOf(root.getString(clusterId)) : "switchboard";
    }
    String datacenter = get(() -> config.getString("local-datacenter"), "", problems);
    Duration second = Duration.ofSeconds(1);
    try {
      PersistenceSettings settings =
          new PersistenceSettings(
              get(() -> config.getStringList("contact-points"), List.of(), problems),
              datacenter,
              keyspace,
              replication,
              get(() -> config.getBoolean("auto-create"), false, problems),
              get(() -> config.getDuration("request-timeout"), second, problems),
              get(() -> config.getDuration("register.request-timeout"), second, problems),
              get(() -> config.getInt("register.attempts"), 1, problems),
              get(() -> config.getDuration("directory.disposed-ttl"), second, problems),
              retention);
      refuse(problems);
      return settings;
    } catch (Problems e) {
      if (e.problems != problems) {
        problems.addAll(e.problems);
      }
      throw new Problems(problems);
    }
  }

  /** The same settings as configuration; {@link #from} reads them back. */
  public Config toConfig() {
    List<String> copies = new ArrayList<>();
    new TreeMap<>(replication).forEach((datacenter, count) -> copies.add(datacenter + ":" + count));
    Map<String, Object> values =
        Map.ofEntries(
            Map.entry("contact-points", contactPoints),
            Map.entry("local-datacenter", localDatacenter),
            Map.entry("keyspace", keyspace),
            Map.entry("replication", copies),
            Map.entry("auto-create", autoCreate),
            Map.entry("request-timeout", requestTimeout.toMillis() + " ms"),
            Map.entry("register.request-timeout", registerTimeout.toMillis() + " ms"),
            Map.entry("register.attempts", registerAttempts),
            Map.entry("directory.disposed-ttl", disposedTtl.toMillis() + " ms"),
            Map.entry("retention.snapshot-every", retention.snapshotEvery()),
            Map.entry("retention.keep-snapshots", retention.keepSnapshots()));
    return ConfigFactory.parseMap(values).atPath(PATH);
  }

  private static <T> T get(Supplier<T> value, T otherwise, List<String> problems) {
    try {
      return value.get();
    } catch (ConfigException | IllegalArgumentException e) {
      problems.add(e.getMessage());
      return otherwise;
    }
  }

  private static void within(
      Duration value, Duration from, Duration to, String key, List<String> problems) {
    require(
        value.compareTo(from) >= 0 && value.compareTo(to) <= 0,
        problems,
        key + ": " + from + " to " + to + ", not " + value);
  }

  private static void require(boolean holds, List<String> problems, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
  }

  private static final class Problems extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    Problems(List<String> problems) {
      super(PATH + ": " + String.join("; ", problems));
      this.problems = problems;
    }
  }
}
