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

/** Takes a node back. */
@Command(
    name = "undrain",
    description =
        "Lets a node carry shards again. They come with the next balancing: 'rebalance' does not"
            + " wait for it.",
    footer = {"", "Example:", "  ./switchboard undrain 10.0.0.5:25520"})
public final class UndrainCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "HOST:PORT", description = "A node, as 'nodes' lists it.")
  private String node;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode answer = connection.management().drain(node, false);
    if (json) {
      Terminal.system().print(answer.toString());
    } else {
      Terminal.system().note(node + " may carry shards again");
    }
    return ExitCodes.OK;
  }
}
