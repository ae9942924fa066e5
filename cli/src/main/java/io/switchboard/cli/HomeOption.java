package io.switchboard.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the local stack lives: the option of all commands that have to do with it. */
public final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "The local stack's data, keys and logs. Default: $SWITCHBOARD_HOME, or .switchboard"
              + " here.")
  private Path home;

  /** The local stack's folder. */
  public Home home() {
    return home == null ? Home.standard() : new Home(home);
  }
}
