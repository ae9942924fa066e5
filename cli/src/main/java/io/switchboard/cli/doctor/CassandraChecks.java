package io.switchboard.cli.doctor;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.cli.Figures;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.schema.CqlSchema;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cassandra: reachable, new enough, and with the schema that nodes expect. */
final class CassandraChecks {
  private static final Version OLDEST = Version.parse("4.1.0");
  private static final int COPIES = 3;
  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE IF NOT EXISTS \\S+\\.(\\S+)", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Object> PATIENCE =
      Map.of(
          "datastax-java-driver.advanced.connection.connect-timeout", "5 s",
          "datastax-java-driver.basic.request.timeout", "5 s",
          "datastax-java-driver.advanced.reconnect-on-init", false);

  private final CqlSession session;
  private final PersistenceSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  private CassandraChecks(CqlSession session, PersistenceSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  /**
   * All checks.
   *
   * @param root the node's configuration, for the driver's own section (credentials, TLS)
   */
  static List<Finding> all(PersistenceSettings settings, Config root) {
    Config driver = ConfigFactory.parseMap(PATIENCE).withFallback(root);
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withLocalDatacenter(settings.localDatacenter())
            .withConfigLoader(
                new DefaultDriverConfigLoader(() -> driver.getConfig("datastax-java-driver")));
    for (String point : settings.contactPoints()) {
      int colon = point.lastIndexOf(':');
      builder.addContactPoint(
          new InetSocketAddress(
              point.substring(0, colon), Integer.parseInt(point.substring(colon + 1))));
    }
    try (CqlSession session = builder.build()) {
      CassandraChecks checks = new CassandraChecks(session, settings);
      checks.run();
      return checks.findings;
    } catch (DriverException | IllegalStateException e) {
      return List.of(
          Finding.fail(
              "Cassandra",
              String.join(", ", settings.contactPoints()) + " does not answer: " + e.getMessage(),
              "Is it running? Check switchboard.persistence.contact-points and"
                  + " .local-datacenter."));
    }
  }

  private void run() {
    Set<Version> versions = new TreeSet<>();
    session
        .getMetadata()
        .getNodes()
        .values()
        .forEach(
            node -> {
              if (node.getCassandraVersion() != null) {
                versions.add(node.getCassandraVersion());
              }
            });
    findings.add(
        Finding.okIf(
            versions.stream().allMatch(version -> version.compareTo(OLDEST) >= 0),
            "Cassandra",
            Figures.count(session.getMetadata().getNodes().size(), "node")
                + ", version "
                + versions,
            Finding.Level.FAIL,
            "Lightweight transactions are safe enough from 4.1 on, with paxos_variant v2:"
                + " upgrade."));
    paxos();
    schema();
  }

  private void paxos() {
    Row row =
        session
            .execute("SELECT value FROM system_views.settings WHERE name = 'paxos_variant'")
            .one();
    String variant = row == null ? "not known" : row.getString("value");
    findings.add(
        Finding.okIf(
            "v2".equals(variant),
            "paxos",
            "paxos_variant is " + variant,
            Finding.Level.WARN,
            "Set paxos_variant: v2 in cassandra.yaml of every node."));
  }

  private void schema() {
    String keyspace = settings.keyspace();
    Row row =
        session
            .execute(
                "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", keyspace)
            .one();
    String remedy =
        settings.autoCreate()
            ? "A node makes it when it starts."
            : "Print it with './switchboard schema' and apply it once.";
    if (row == null) {
      findings.add(
          new Finding(
              settings.autoCreate() ? Finding.Level.WARN : Finding.Level.FAIL,
              "schema",
              "there is no keyspace " + keyspace,
              remedy));
      return;
    }
    Map<String, String> replication = row.getMap("replication", String.class, String.class);
    Set<String> missing = tablesWanted();
    session
        .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)
        .forEach(table -> missing.remove(table.getString("table_name")));
    findings.add(
        Finding.okIf(
            missing.isEmpty(),
            "schema",
            missing.isEmpty()
                ? "keyspace " + keyspace + " has all tables"
                : "keyspace " + keyspace + " lacks " + missing,
            Finding.Level.FAIL,
            remedy));
    int copies =
        replication == null
            ? 0
            : replication.entrySet().stream()
                .filter(entry -> entry.getKey().equals(settings.localDatacenter()))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .findFirst()
                .orElse(0);
    findings.add(
        Finding.okIf(
            copies >= COPIES,
            "replication",
            copies + " copies in " + settings.localDatacenter(),
            copies == 0 ? Finding.Level.FAIL : Finding.Level.WARN,
            "With fewer than three, losing one Cassandra node stops sessions, or loses them."));
  }

  private Set<String> tablesWanted() {
    Set<String> tables = new HashSet<>();
    for (String statement : CqlSchema.statements(settings)) {
      Matcher table = TABLE.matcher(statement);
      if (table.find()) {
        tables.add(table.group(1));
      }
    }
    return tables;
  }
}
