package io.switchboard.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Starts a node and keeps it running until it is told to stop (SIGTERM). */
public final class Main {
  private Main() {}

  /**
   * No arguments; the configuration is {@code application.conf} or the file in {@code
   * -Dconfig.file}.
   */
  public static void main(String[] args) {
    Config config = ConfigFactory.load();
    try {
      SwitchboardNode node = SwitchboardNode.start(config);
      // One line that scripts wait for.
      System.out.println("READY " + node.addresses());
    } catch (RuntimeException e) {
      System.err.println("Switchboard cannot start: " + rootOf(e));
      System.exit(1);
    }
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
