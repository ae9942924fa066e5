package io.switchboard.cli;

/** What the command's exit code tells a script. Public API: docs/cli.md lists the same numbers. */
public final class ExitCodes {
  /** Done. */
  public static final int OK = 0;

  /** Not done, or not all of it; the message says what was. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** No node, Kafka or Cassandra could be reached. */
  public static final int UNREACHABLE = 3;

  /** It cannot be known whether the last batch was published: once or not at all. */
  public static final int UNCERTAIN = 4;

  /** What came back is not what was expected. */
  public static final int NOT_VERIFIED = 5;

  /** Ended by Ctrl-C or a signal, in an orderly way. */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
