package io.switchboard.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of the commands that start servers. */
public final class LocalOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Folder for data, keys and logs. Default: $SWITCHBOARD_HOME, or .switchboard here.")
  private Path home;

  @Option(
      names = "--quick-start",
      description = "Start in two thirds of the time, serve less under load.")
  private boolean quickStart;

  /** The local stack's folder. */
  public Home home() {
    return home == null ? Home.standard() : new Home(home);
  }

  /** Whether the start should be quick rather than the rest. */
  public boolean quickStart() {
    return quickStart;
  }
}
