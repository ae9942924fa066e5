package io.switchboard.multijvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What one JVM of a run does to another: SIGKILL, and SIGSTOP for a while. The launcher takes the
 * death of a JVM as asked for only if it was done here.
 */
final class JvmFaults {
  private final Path directory;

  JvmFaults(Path directory) {
    this.directory = directory;
  }

  static Path pidFile(Path directory, String role) {
    return directory.resolve(role + ".pid");
  }

  static Path killedMark(Path directory, String role) {
    return directory.resolve(role + ".killed");
  }

  /** SIGKILL; returns when the process is gone. */
  void kill(String role) {
    try {
      Files.createFile(killedMark(directory, role));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ProcessHandle process = ProcessHandle.of(pid(role)).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  /**
   * SIGSTOP now and SIGCONT later, from a process of its own: whatever happens to this JVM, the
   * other one goes on, and can notice that its launcher is gone. Returns when the signal is sent.
   *
   * @param time the least that it stops for
   * @param until the file that must be there before it goes on
   * @param atMost after that time it goes on without that file
   * @return ends when it goes on; not with 0 if the file was not there
   */
  Process pause(String role, Duration time, Path until, Duration atMost) {
    long pid = pid(role);
    String script =
        """
        kill -STOP %1$d && echo stopped && sleep %2$d
        for second in $(seq %4$d); do [ -e '%3$s' ] || sleep 1; done
        kill -CONT %1$d && [ -e '%3$s' ]
        """
            .formatted(pid, time.toSeconds(), until, atMost.toSeconds());
    try {
      Process process =
          new ProcessBuilder("sh", "-c", script).redirectError(Redirect.INHERIT).start();
      if (!"stopped".equals(process.inputReader().readLine())) {
        throw new IllegalStateException(role + " could not be stopped");
      }
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("pausing needs a POSIX system", e);
    }
  }

  private long pid(String role) {
    try {
      return Long.parseLong(Files.readString(pidFile(directory, role)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
