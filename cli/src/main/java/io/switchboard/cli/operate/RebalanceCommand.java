package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Balances the shards. */
@Command(
    name = "rebalance",
    description =
        "Balances the shards over the nodes now, also if the imbalance would not be worth it. Pins"
            + " and drains are kept. Returns at once; 'nodes' shows what becomes of it.",
    footer = {"", "Example:", "  ./switchboard rebalance --cluster prod"})
public final class RebalanceCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode begun = connection.management().rebalance();
    if (json) {
      Terminal.system().print(begun.toString());
    } else {
      Terminal.system().note("the shards are being balanced");
    }
    return ExitCodes.OK;
  }
}
