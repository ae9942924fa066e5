package io.switchboard.multijvm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One role's running JVM and the file that holds its output. */
final class RoleJvm {
  /** The exit code of a process that a SIGKILL ended. */
  private static final int SIGKILLED = 137;

  private static final int TAIL_LINES = 80;
  private static final int TAIL_BYTES = 64 * 1024;

  private final String role;
  private final Path log;
  private final Process process;
  private final Path killed;
  private boolean endedByLauncher;

  private RoleJvm(String role, Path directory, Path log, Process process) {
    this.role = role;
    this.log = log;
    this.process = process;
    this.killed = JvmFaults.killedMark(directory, role);
  }

  /**
   * Starts a JVM with an argument file; its standard input stays open until it is ended.
   *
   * @param directory for its output, and for its process id, which the other JVMs may need
   */
  static RoleJvm start(String role, List<String> command, Path directory) throws IOException {
    Path log = directory.resolve(role + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Files.writeString(JvmFaults.pidFile(directory, role), Long.toString(process.pid()));
    return new RoleJvm(role, directory, log, process);
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** A JVM that its spec has killed, and said so, has not failed. */
  boolean failed() {
    if (endedByLauncher || process.isAlive()) {
      return true;
    }
    boolean asAsked = process.exitValue() == SIGKILLED && Files.exists(killed);
    return process.exitValue() != 0 && !asAsked;
  }

  /** Failed by itself, and so probably the cause. */
  boolean failedFirst() {
    return failed() && !endedByLauncher;
  }

  /** Kills the JVM if it still runs, and waits until it is gone. */
  void end() {
    if (process.isAlive()) {
      endedByLauncher = true;
      process.destroyForcibly();
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        // The kill is on its way; waiting for it is only politeness.
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How the JVM ended, for people. */
  String outcome() {
    if (process.isAlive()) {
      return role + " does not end";
    }
    return endedByLauncher
        ? role + " was ended by the launcher"
        : role + " ended with exit code " + process.exitValue();
  }

  /** How the JVM ended and the last lines of its output, each with the role before it. */
  String report() {
    StringBuilder report = new StringBuilder();
    report.append("--- %s; the end of %s%n".formatted(outcome(), log));
    lastLines().forEach(line -> report.append("[%s] %s%n".formatted(role, line)));
    return report.toString();
  }

  private List<String> lastLines() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      file.seek(start);
      byte[] tail = new byte[(int) (file.length() - start)];
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException e) {
      return List.of("(the output cannot be read: " + e + ")");
    }
  }
}
