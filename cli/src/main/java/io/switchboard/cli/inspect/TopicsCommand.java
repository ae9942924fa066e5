package io.switchboard.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists topics, and creates them. */
@Command(
    name = "topics",
    description = "Lists the topics that sessions may use; 'topics create' makes one.",
    subcommands = TopicsCommand.Create.class)
public final class TopicsCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--json", description = "Print one JSON object a topic.")
  private boolean json;

  @Override
  public Integer call() {
    List<JsonNode> topics = connection.management().topics();
    Terminal terminal = Terminal.system();
    if (json) {
      topics.forEach(topic -> terminal.print(topic.toString()));
      return ExitCodes.OK;
    }
    if (topics.isEmpty()) {
      terminal.note("There is no topic yet. Make one with './switchboard topics create NAME'.");
      return ExitCodes.OK;
    }
    Table table = new Table("TOPIC", "PARTITIONS", "MAX MESSAGE", "VALUES");
    for (JsonNode topic : topics) {
      table.row(
          topic.path("name").asText(),
          topic.path("partitions").asText(),
          Figures.bytes(topic.path("maxMessageBytes").asLong()),
          topic.path("encrypted").asBoolean() ? "encrypted" : "clear");
    }
    table.lines().forEach(terminal::print);
    return ExitCodes.OK;
  }

  /** Makes a topic. */
  @Command(name = "create", description = "Makes a topic.")
  static final class Create implements Callable<Integer> {
    @Mixin private Connection connection;

    @Parameters(paramLabel = "NAME", description = "1 to 249 of a-z A-Z 0-9 . _ -")
    private String name;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        defaultValue = "1",
        description = "1 to 10,000. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description = "Copies of each partition. Default: Kafka's own default.")
    private Integer replication;

    @Override
    public Integer call() {
      boolean created =
          connection
              .management()
              .createTopic(
                  name,
                  partitions,
                  replication == null ? OptionalInt.empty() : OptionalInt.of(replication));
      if (!created) {
        throw CliException.failed(
            "There is a topic '" + name + "' already.", "'./switchboard topics' shows it.");
      }
      Terminal.system().note("created " + name + " with " + Figures.count(partitions, "partition"));
      return ExitCodes.OK;
    }
  }
}
