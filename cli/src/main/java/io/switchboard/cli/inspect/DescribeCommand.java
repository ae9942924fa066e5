package io.switchboard.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import io.switchboard.sdk.SessionDescription;
import io.switchboard.sdk.SwitchboardClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks one session where it stands. */
@Command(
    name = "describe",
    description = "Asks a session where it stands; changes nothing, but wakes it.")
public final class DescribeCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "SESSION", description = "Its id, as 'sessions' lists it.")
  private String session;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    try (SwitchboardClient client = connection.client()) {
      ObjectNode description = json(client.describe(session));
      if (connection.hasManagement()) {
        addWhereItIs(description);
      }
      if (json) {
        Terminal.system().print(description.toString());
      } else {
        description
            .fields()
            .forEachRemaining(
                field ->
                    Terminal.system()
                        .print(
                            String.format(
                                "%-16s %s",
                                field.getKey(),
                                field.getValue().isValueNode()
                                    ? field.getValue().asText()
                                    : field.getValue().toString())));
      }
    }
    return ExitCodes.OK;
  }

  /** Good to know, and not what was asked for: without it, the rest is shown all the same. */
  private void addWhereItIs(ObjectNode description) {
    try {
      JsonNode report = connection.management().session(session);
      description.set("shard", report.path("shard"));
      if (report.has("node")) {
        description.set("node", report.path("node"));
      }
    } catch (CliException e) {
      Terminal.system().note("Where it is cannot be told: " + e.getMessage());
    }
  }

  private static ObjectNode json(SessionDescription info) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("session", info.session());
    node.put("role", info.role().name());
    node.put("topic", info.topic());
    node.put("phase", info.phase().name());
    node.put("ackedSeq", info.ackedSeq());
    info.pendingSeq().ifPresent(seq -> node.put("pendingSeq", seq));
    info.lagEvents().ifPresent(lag -> node.put("lagEvents", lag));
    node.put("holder", info.holder());
    if (!info.partitions().isEmpty()) {
      info.partitions().forEach(node.withArray("partitions")::add);
    }
    info.clientName().ifPresent(name -> node.put("clientName", name));
    info.clientVersion().ifPresent(version -> node.put("clientVersion", version));
    node.put("maxEventBytes", info.limits().maxEventBytes());
    node.put("maxBatchBytes", info.limits().maxBatchBytes());
    node.put("maxBatchEvents", info.limits().maxBatchEvents());
    node.put("maxWaitMs", info.limits().maxWait().toMillis());
    node.put("idleTimeoutMs", info.limits().idleTimeout().toMillis());
    return node;
  }
}
