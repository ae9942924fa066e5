package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.ManagementClient;
import io.switchboard.cli.StopSignal;
import io.switchboard.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Empties a node, for example before it is stopped. */
@Command(
    name = "drain",
    description =
        "Moves all shards away from a node and keeps it empty, until 'undrain' or until it is"
            + " started anew. Its doors stay open and pass calls on.",
    footer = {
      "",
      "Examples:",
      "  ./switchboard drain 10.0.0.5:25520",
      "  ./switchboard drain 10.0.0.5:25520 --wait --timeout 10m && systemctl stop switchboard"
    })
public final class DrainCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "HOST:PORT", description = "A node, as 'nodes' lists it.")
  private String node;

  @Option(
      names = "--wait",
      description =
          "Show how far it is and end when the node has no shard, or with 1 after --timeout; the"
              + " drain goes on then.")
  private boolean wait;

  @Option(names = "--json", description = "Print one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() {
    ManagementClient management = connection.management();
    Terminal terminal = Terminal.system();
    JsonNode begun = management.drain(node, true);
    if (!wait) {
      if (json) {
        terminal.print(begun.toString());
      } else {
        terminal.note(node + " drains; 'nodes' shows how far it is");
      }
      return ExitCodes.OK;
    }
    DrainWait waiting =
        new DrainWait(
            () -> DrainWait.Progress.of(node, management.nodes()),
            progress -> terminal.note(progress.sentence(node)),
            StopSignal.install());
    DrainWait.Progress last = waiting.until(connection.timeout());
    if (json) {
      ObjectNode result = new ObjectMapper().createObjectNode();
      result.put("node", node).put("draining", true).put("drained", last.isDone());
      last.shards().ifPresent(shards -> result.put("shards", shards));
      terminal.print(result.toString());
    }
    if (waiting.interrupted()) {
      terminal.note("not waited for any longer; the drain goes on, until 'undrain'");
      return ExitCodes.INTERRUPTED;
    }
    if (!last.isDone()) {
      throw CliException.failed(
          "After "
              + Figures.seconds(connection.timeout())
              + " still: "
              + last.sentence(node)
              + ". The drain goes on.",
          "Wait longer with --timeout, or take it back with 'undrain'.");
    }
    return ExitCodes.OK;
  }
}
