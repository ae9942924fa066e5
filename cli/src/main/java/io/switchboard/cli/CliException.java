package io.switchboard.cli;

/**
 * Ends a command with a message for people: what happened, what to do about it, and the exit code
 * that tells scripts.
 */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String advice;

  private CliException(int exitCode, String message, String advice, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.advice = advice;
  }

  /** With one of {@link ExitCodes}; the advice may be empty. */
  public static CliException of(int exitCode, String message, String advice) {
    return new CliException(exitCode, message, advice, null);
  }

  /** As {@link #of}, with what caused it. */
  public static CliException of(int exitCode, String message, String advice, Throwable cause) {
    return new CliException(exitCode, message, advice, cause);
  }

  /** {@link ExitCodes#FAILED}. */
  public static CliException failed(String message, String advice) {
    return of(ExitCodes.FAILED, message, advice);
  }

  /** {@link ExitCodes#USAGE}. */
  public static CliException usage(String message, String advice) {
    return of(ExitCodes.USAGE, message, advice);
  }

  /** {@link ExitCodes#UNREACHABLE}. */
  public static CliException unreachable(String message, String advice) {
    return of(ExitCodes.UNREACHABLE, message, advice);
  }

  /** The exit code. */
  public int exitCode() {
    return exitCode;
  }

  /** What to do; may be empty. */
  public String advice() {
    return advice;
  }
}
