package io.switchboard.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.cassandra.KeyspaceAndTableStatements;
import akka.persistence.cassandra.PluginSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.journal.CassandraConfig;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CqlSchemaTest {
  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE IF NOT EXISTS (\\S+) \\((.*)\\)\\s*(WITH.*)?", Pattern.DOTALL);

  private final PersistenceSettings settings =
      PersistenceSettings.from(
          ConfigFactory.parseString(
                  """
                  switchboard.cluster-id = prod
                  switchboard.persistence.replication = ["dc-b:2", "datacenter1:3"]
                  """)
              .withFallback(ConfigFactory.load()));

  @Test
  void theKeyspaceIsReplicatedAsTheSettingsSay() {
    assertThat(CqlSchema.statements(settings).get(0))
        .contains("CREATE KEYSPACE IF NOT EXISTS prod")
        .contains("{'class': 'NetworkTopologyStrategy', 'datacenter1': 3, 'dc-b': 2}");
  }

  @Test
  void noPlaceholderIsLeft() {
    assertThat(CqlSchema.script(settings)).doesNotContain("${");
  }

  @Test
  void everyStatementMayBeRepeated() {
    assertThat(CqlSchema.statements(settings))
        .hasSize(9)
        .allSatisfy(statement -> assertThat(statement).contains("IF NOT EXISTS"));
  }

  /** Fails when a new version of the plugin wants other tables than schema.cql makes. */
  @Test
  void theJournalsTablesHaveTheColumnsThatThePluginWants() {
    Config config = CassandraConfig.overlay(settings).withFallback(ConfigFactory.load());
    ActorTestKit kit = ActorTestKit.create();
    try {
      KeyspaceAndTableStatements plugin =
          new KeyspaceAndTableStatements(
              kit.system(),
              "akka.persistence.cassandra",
              PluginSettings.apply(
                  kit.system().classicSystem(), config.getConfig("akka.persistence.cassandra")));
      List<String> wanted =
          Stream.concat(
                  plugin.getCreateJournalTablesStatements().stream(),
                  plugin.getCreateSnapshotTablesStatements().stream())
              .map(CqlSchemaTest::columns)
              // Not used: events by tag, all persistence ids.
              .filter(table -> !table.matches("prod\\.(tag_|all_).*"))
              .toList();
      List<String> ours =
          CqlSchema.statements(settings).stream()
              .filter(statement -> statement.contains("CREATE TABLE"))
              .map(CqlSchemaTest::columns)
              .toList();
      assertThat(wanted).hasSize(3);
      assertThat(ours).containsAll(wanted);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static String columns(String statement) {
    Matcher table =
        TABLE.matcher(statement.replaceAll("\\s+", " ").replace("(", " (").replaceAll(" +", " "));
    assertThat(table.find()).as(statement).isTrue();
    return table.group(1) + " (" + table.group(2).replaceAll("\\s", "");
  }
}
