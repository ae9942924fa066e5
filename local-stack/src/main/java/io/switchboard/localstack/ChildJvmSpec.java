package io.switchboard.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link ChildJvm} is to run. Immutable; the {@code with} methods give changed copies.
 *
 * @param mainClass fully qualified name of the class to run
 * @param classPath jars and class folders, in order; nothing of this module is added except {@link
 *     ParentWatch}
 * @param jvmArgs options of the JVM, such as {@code -Xmx512m}
 * @param args arguments of the main class
 * @param logFile receives standard output and standard error, appended
 * @param workingDirectory the child's current folder; made if missing
 * @param environment variables that are added to this process's own
 * @param haltAfter how long the child's shutdown hooks may take once its parent is gone; then it is
 *     halted
 */
public record ChildJvmSpec(
    String mainClass,
    List<Path> classPath,
    List<String> jvmArgs,
    List<String> args,
    Path logFile,
    Path workingDirectory,
    Map<String, String> environment,
    Duration haltAfter) {

  private static final Duration DEFAULT_HALT_AFTER = Duration.ofSeconds(20);

  public ChildJvmSpec {
    Objects.requireNonNull(mainClass, "mainClass");
    classPath = List.copyOf(classPath);
    jvmArgs = List.copyOf(jvmArgs);
    args = List.copyOf(args);
    logFile = logFile.toAbsolutePath();
    workingDirectory = workingDirectory.toAbsolutePath();
    environment = Map.copyOf(environment);
    if (haltAfter.isNegative() || haltAfter.isZero()) {
      throw new IllegalArgumentException("haltAfter must be more than 0, was " + haltAfter);
    }
  }

  /** A child without options, whose working folder is that of its log file. */
  public static ChildJvmSpec of(String mainClass, List<Path> classPath, Path logFile) {
    Path folder = Objects.requireNonNull(logFile.toAbsolutePath().getParent(), "folder of logFile");
    return new ChildJvmSpec(
        mainClass, classPath, List.of(), List.of(), logFile, folder, Map.of(), DEFAULT_HALT_AFTER);
  }

  public ChildJvmSpec withJvmArgs(List<String> newJvmArgs) {
    return new ChildJvmSpec(
        mainClass, classPath, newJvmArgs, args, logFile, workingDirectory, environment, haltAfter);
  }

  public ChildJvmSpec withArgs(List<String> newArgs) {
    return new ChildJvmSpec(
        mainClass, classPath, jvmArgs, newArgs, logFile, workingDirectory, environment, haltAfter);
  }

  public ChildJvmSpec withWorkingDirectory(Path newDirectory) {
    return new ChildJvmSpec(
        mainClass, classPath, jvmArgs, args, logFile, newDirectory, environment, haltAfter);
  }

  public ChildJvmSpec withEnvironment(Map<String, String> newEnvironment) {
    return new ChildJvmSpec(
        mainClass, classPath, jvmArgs, args, logFile, workingDirectory, newEnvironment, haltAfter);
  }

  public ChildJvmSpec withHaltAfter(Duration newHaltAfter) {
    return new ChildJvmSpec(
        mainClass, classPath, jvmArgs, args, logFile, workingDirectory, environment, newHaltAfter);
  }
}
