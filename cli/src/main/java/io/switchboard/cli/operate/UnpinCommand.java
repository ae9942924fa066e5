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

/** Takes a shard's pin away. */
@Command(
    name = "unpin",
    description =
        "Takes a shard's pin away: it goes again where the load says, but does not move for that"
            + " alone. Without a pin, nothing happens.",
    footer = {"", "Example:", "  ./switchboard unpin 17"})
public final class UnpinCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "SHARD", description = "Its number.")
  private String shard;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode unpinned = connection.management().unpin(shard);
    if (json) {
      Terminal.system().print(unpinned.toString());
    } else {
      Terminal.system().note("shard " + shard + " is not pinned");
    }
    return ExitCodes.OK;
  }
}
