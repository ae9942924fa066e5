package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves a shard. */
@Command(
    name = "move",
    description =
        "Moves a shard to a node and pins it there: it stays whenever that node is there, reachable"
            + " and not draining, until 'unpin'. Clients notice a pause, nothing else.",
    footer = {"", "Example:", "  ./switchboard move 17 10.0.0.5:25520"})
public final class MoveCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(index = "0", paramLabel = "SHARD", description = "Its number.")
  private String shard;

  @Parameters(index = "1", paramLabel = "HOST:PORT", description = "A node, as 'nodes' lists it.")
  private String node;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode moved = connection.management().move(shard, node);
    if (json) {
      Terminal.system().print(moved.toString());
    } else {
      Terminal.system().note("shard " + shard + " is pinned to " + node + " and moves there");
    }
    return ExitCodes.OK;
  }
}
