package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.ManagementClient;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the shards. */
@Command(
    name = "shards",
    description =
        "Lists the shards (sessions that move together): where each is, how much it has to do, and"
            + " whether it is pinned.",
    footer = {
      "",
      "Examples:",
      "  ./switchboard shards --node 10.0.0.5:25520",
      "  ./switchboard shards --pinned --json | jq -r .shard"
    })
public final class ShardsCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--node", paramLabel = "HOST:PORT", description = "Only those of this node.")
  private String node;

  @Option(names = "--pinned", description = "Only those that are pinned.")
  private boolean pinned;

  @Option(names = "--json", description = "Print one JSON object a shard.")
  private boolean json;

  @Override
  public Integer call() {
    ManagementClient.Listing shards = connection.management().shards(Optional.ofNullable(node));
    Terminal terminal = Terminal.system();
    Table table = new Table("SHARD", "NODE", "SESSIONS", "TRAFFIC", "PINNED TO");
    for (JsonNode shard : shards.entries()) {
      if (pinned && !shard.has("pinnedTo")) {
        continue;
      }
      if (json) {
        terminal.print(shard.toString());
      }
      table.row(
          shard.path("shard").asText(),
          shard.path("node").asText("-"),
          Figures.count(shard.path("sessions").asLong()),
          Figures.bytes(shard.path("bytesPerSecond").asLong()) + "/s",
          shard.path("pinnedTo").asText(""));
    }
    if (!json) {
      table.lines().forEach(terminal::print);
    }
    shards.unknown().forEach(what -> terminal.note("not known: " + what));
    return ExitCodes.OK;
  }
}
