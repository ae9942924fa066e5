package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.ManagementClient;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the cluster's nodes. */
@Command(
    name = "nodes",
    description =
        "Lists the cluster's nodes as the one that is asked (*) sees them: their state, and how much"
            + " of the work each has.",
    footer = {
      "",
      "Examples:",
      "  ./switchboard nodes",
      "  ./switchboard nodes --cluster prod --json | jq -r 'select(.draining) | .address'"
    })
public final class NodesCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--json", description = "Print one JSON object a node.")
  private boolean json;

  @Override
  public Integer call() {
    ManagementClient.Listing nodes = connection.management().nodes();
    Terminal terminal = Terminal.system();
    if (json) {
      nodes.entries().forEach(node -> terminal.print(node.toString()));
    } else {
      table(nodes).lines().forEach(terminal::print);
    }
    nodes.unknown().forEach(what -> terminal.note("not known: " + what));
    return ExitCodes.OK;
  }

  private static Table table(ManagementClient.Listing nodes) {
    Table table =
        new Table("", "NODE", "STATUS", "ROLES", "SHARDS", "SESSIONS", "TRAFFIC", "VERSION");
    for (JsonNode node : nodes.entries()) {
      String address = node.path("address").asText();
      table.row(
          nodes.self().filter(address::equals).isPresent() ? "*" : "",
          address,
          status(node),
          String.join(",", texts(node.path("roles"))),
          Figures.count(node.path("shards").asLong()),
          Figures.count(node.path("sessions").asLong()),
          Figures.bytes(node.path("bytesPerSecond").asLong()) + "/s",
          node.path("version").asText());
    }
    return table;
  }

  private static String status(JsonNode node) {
    return node.path("status").asText()
        + (node.path("reachable").asBoolean() ? "" : ", unreachable")
        + (node.path("draining").asBoolean() ? ", draining" : "");
  }

  /** Without the role that only tells the node's life. */
  private static List<String> texts(JsonNode roles) {
    List<String> texts = new ArrayList<>();
    for (JsonNode role : roles) {
      if (!role.asText().startsWith("incarnation-")) {
        texts.add(role.asText());
      }
    }
    return texts;
  }
}
