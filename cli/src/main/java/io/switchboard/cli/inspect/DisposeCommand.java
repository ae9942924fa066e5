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
          + " if it had never been asked for. Ending it twice does no harm."
    })
public final class DisposeCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "SESSION", description = "Its id, as 'sessions' lists it.")
  private String session;

  @Override
  public Integer call() {
    try (SwitchboardClient client = connection.client()) {
      boolean ended = client.dispose(session);
      Terminal.system().note(session + (ended ? " is ended" : " had ended before"));
    }
    return ExitCodes.OK;
  }
}
