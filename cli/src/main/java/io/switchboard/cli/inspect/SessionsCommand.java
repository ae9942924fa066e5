package io.switchboard.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import java.util.List;
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
    })
public final class SessionsCommand implements Callable<Integer> {
  @Mixin private Connection connection;

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
        connection.management().sessions(Math.max(1, limit)).stream()
            .filter(session -> all || !session.path("disposed").asBoolean())
            .toList();
    Terminal terminal = Terminal.system();
    if (json) {
      sessions.forEach(session -> terminal.print(session.toString()));
      return ExitCodes.OK;
    }
    if (sessions.isEmpty()) {
      terminal.note("There is no session" + (all ? "." : " in use; --all shows ended ones."));
      return ExitCodes.OK;
    }
    Table table = new Table("SESSION", "ROLE", "TOPIC", "CLIENT", "ACKED", "LAST ACTIVE", "");
    for (JsonNode session : sessions) {
      table.row(
          session.path("session").asText(),
          session.path("role").asText().toLowerCase(java.util.Locale.ROOT),
          session.path("topic").asText(),
          session.path("client").asText(),
          session.path("ackedSeq").asText(),
          session.path("lastActiveAt").asText(),
          session.path("disposed").asBoolean() ? "ended" : "");
    }
    table.lines().forEach(terminal::print);
    return ExitCodes.OK;
  }
}
