package io.switchboard.localstack;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The signals that Java cannot send itself, by the {@code kill} command of POSIX systems. */
final class Signals {

  private static final long KILL_COMMAND_SECONDS = 10;

  private Signals() {}

  /** Freezes a process: its sockets stay open and nothing answers, as with a machine that hangs. */
  static void pause(long pid) {
    send("STOP", pid);
  }

  /** Lets a frozen process go on. */
  static void resume(long pid) {
    send("CONT", pid);
  }

  private static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(KILL_COMMAND_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("Could not send SIG" + signal + " to process " + pid);
      }
    } catch (IOException unavailable) {
      throw new IllegalStateException(
          "Pausing needs the kill command of a POSIX system", unavailable);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while sending SIG" + signal + " to process " + pid, stop);
    }
  }
}
