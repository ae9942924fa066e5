package io.switchboard.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions. */
@Command(
    name = "sessions",
    description = {
      "Lists sessions from the cluster's directory, which is minutes behind for sessions in use;"
          + " 'describe' asks the session itself."
    },
    footer = {
      "",
      "Examples:",
      "  ./switchboard sessions --topic orders --role writer",
      "  ./switchboard sessions --node 10.0.0.5:25520 --json | jq -r .session"
    })
public final class SessionsCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--topic", paramLabel = "NAME", description = "Only of this topic.")
  private String topic;

  @Option(names = "--role", paramLabel = "ROLE", description = "Only reader, or only writer.")
  private String role;

  @Option(
      names = "--node",
      paramLabel = "HOST:PORT",
      description = "Only of shards that this node carries.")
  private String node;

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description = "Only of clients that call themselves so.")
  private String client;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "List at most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--all", description = "Also those that have ended.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON object a session.")
  private boolean json;

  @Override
  public Integer call() {
    List<JsonNode> sessions =
        connection.management().sessions(filters(), Math.max(1, limit)).stream()
            .filter(session -> all || !session.path("disposed").asBoolean())
            .toList();
    Terminal terminal = Terminal.system();
    if (json) {
      sessions.forEach(session -> terminal.print(session.toString()));
      return ExitCodes.OK;
    }
    if (sessions.isEmpty()) {
      terminal.note("There is no such session" + (all ? "." : " in use; --all shows ended ones."));
      return ExitCodes.OK;
    }
    Table table =
        new Table("SESSION", "ROLE", "TOPIC", "CLIENT", "SHARD", "ACKED", "LAST ACTIVE", "");
    for (JsonNode session : sessions) {
      table.row(
          session.path("session").asText(),
          session.path("role").asText().toLowerCase(java.util.Locale.ROOT),
          session.path("topic").asText(),
          session.path("client").asText(),
          session.path("shard").asText(),
          session.path("ackedSeq").asText(),
          session.path("lastActiveAt").asText(),
          session.path("disposed").asBoolean() ? "ended" : "");
    }
    table.lines().forEach(terminal::print);
    return ExitCodes.OK;
  }

  private Map<String, String> filters() {
    Map<String, String> filters = new LinkedHashMap<>();
    put(filters, "topic", topic);
    put(filters, "role", role);
    put(filters, "node", node);
    put(filters, "client", client);
    return filters;
  }

  private static void put(Map<String, String> filters, String name, String value) {
    if (value != null) {
      filters.put(name, value);
    }
  }
}
