package io.switchboard.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the process whose life a shared stack follows: the Maven run that this test JVM belongs to,
 * else the topmost Java process above it (an IDE), else this JVM itself.
 */
final class BuildProcess {

  private static final String MAVEN_LAUNCHER = "org.codehaus.plexus.classworlds.launcher.Launcher";
  private static final int MAX_ANCESTORS = 64;

  private BuildProcess() {}

  static ProcessId find() {
    return ProcessId.of(choose(selfAndAncestors(ProcessHandle.current())));
  }

  /** The list is ordered from the process itself upwards; the last one that fits is the topmost. */
  static ProcessHandle choose(List<ProcessHandle> selfAndAncestors) {
    ProcessHandle topmostMaven = null;
    ProcessHandle topmostJava = selfAndAncestors.get(0);
    for (ProcessHandle process : selfAndAncestors) {
      String command = commandLine(process);
      if (!isJava(process, command)) {
        continue;
      }
      topmostJava = process;
      if (command.contains(MAVEN_LAUNCHER)) {
        topmostMaven = process;
      }
    }
    return topmostMaven != null ? topmostMaven : topmostJava;
  }

  private static List<ProcessHandle> selfAndAncestors(ProcessHandle process) {
    List<ProcessHandle> found = new ArrayList<>();
    Optional<ProcessHandle> next = Optional.of(process);
    while (next.isPresent() && found.size() < MAX_ANCESTORS) {
      found.add(next.get());
      next = next.get().parent();
    }
    return found;
  }

  private static boolean isJava(ProcessHandle process, String command) {
    String executable =
        process.info().command().orElseGet(() -> command.split("\\s", 2)[0]).replace('\\', '/');
    String name = executable.substring(executable.lastIndexOf('/') + 1);
    return name.equals("java") || name.equals("java.exe") || name.equals("javaw.exe");
  }

  /** The JDK leaves out arguments that are longer than a page, so Linux is asked directly first. */
  private static String commandLine(ProcessHandle process) {
    Path raw = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    if (Files.isReadable(raw)) {
      try {
        return new String(Files.readAllBytes(raw), StandardCharsets.UTF_8).replace('\0', ' ');
      } catch (IOException endedMeanwhile) {
        return "";
      }
    }
    return process.info().commandLine().orElse("");
  }
}
