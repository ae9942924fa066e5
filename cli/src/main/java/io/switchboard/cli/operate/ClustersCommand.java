package io.switchboard.cli.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.ClusterProfile;
import io.switchboard.cli.ClusterProfiles;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Table;
import io.switchboard.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the deployments that {@code --cluster} knows. */
@Command(
    name = "clusters",
    description =
        "Lists the deployments of ~/.config/switchboard/clusters.conf, which other commands know by"
            + " --cluster NAME. Asks none of them.",
    footer = {
      "",
      "The file (HOCON); token-file is relative to it:",
      "  clusters {",
      "    prod {",
      "      management = [\"http://sb1:8558\", \"http://sb2:8558\"]",
      "      token-file = \"prod.token\"",
      "      addresses = [\"tcp://sb1:9090\", \"tcp://sb2:9090\"]",
      "    }",
      "  }"
    })
public final class ClustersCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object a deployment.")
  private boolean json;

  @Override
  public Integer call() {
    ClusterProfiles profiles = ClusterProfiles.standard();
    Terminal terminal = Terminal.system();
    if (json) {
      profiles.all().forEach(profile -> terminal.print(json(profile).toString()));
      return ExitCodes.OK;
    }
    if (profiles.all().isEmpty()) {
      terminal.note(profiles.file() + " names none; 'clusters --help' shows how.");
      return ExitCodes.OK;
    }
    Table table = new Table("CLUSTER", "MANAGEMENT", "ADDRESSES");
    for (ClusterProfile profile : profiles.all()) {
      table.row(
          profile.name(),
          String.join(" ", profile.management()),
          String.join(" ", profile.addresses()));
    }
    table.lines().forEach(terminal::print);
    return ExitCodes.OK;
  }

  private static ObjectNode json(ClusterProfile profile) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("cluster", profile.name());
    profile.management().forEach(node.putArray("management")::add);
    node.put("tokenFile", profile.tokenFile().toString());
    profile.addresses().forEach(node.putArray("addresses")::add);
    return node;
  }
}
