package io.switchboard.cli.inspect;

import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Terminal;
import io.switchboard.sdk.SwitchboardClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a session. */
@Command(
    name = "dispose",
    description = {
      "Ends a session, whoever holds it. What it published stays; what it did not acknowledge is as"
          + " if it had never been asked for. Ending it twice does no harm.",
      "Goes through the management API, and into its audit log, unless --address alone names a"
          + " node."
    },
    footer = {"", "Example:", "  ./switchboard dispose kmq2k3jv6nxl7zr3a5cdefgh2i --cluster prod"})
public final class DisposeCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "SESSION", description = "Its id, as 'sessions' lists it.")
  private String session;

  @Override
  public Integer call() {
    boolean ended =
        connection.hasManagement() ? connection.management().dispose(session) : asClient();
    Terminal.system().note(session + (ended ? " is ended" : " had ended before"));
    return ExitCodes.OK;
  }

  private boolean asClient() {
    try (SwitchboardClient client = connection.client()) {
      return client.dispose(session);
    }
  }
}
