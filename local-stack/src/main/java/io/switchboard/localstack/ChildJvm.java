package io.switchboard.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A JVM that never outlives this one. It runs behind {@link ParentWatch}, which ends it when the
 * pipe from this process closes: by {@link #stop}, by this JVM's shutdown hook, or because this JVM
 * was killed.
 *
 * <p>The class path travels in the variable {@code CLASSPATH}, so that the command stays short.
 * Safe for use from any thread.
 */
public final class ChildJvm {

  private static final Duration STOP_AT_EXIT = Duration.ofSeconds(25);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  /** Holds the children too, so that no pipe is closed because somebody dropped a reference. */
  private static final Set<ChildJvm> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildJvm::stopAll, "child-jvms-stop"));
  }

  private final ChildJvmSpec spec;
  private final Process process;

  private ChildJvm(ChildJvmSpec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  /**
   * Starts the child and returns at once.
   *
   * @throws UncheckedIOException if its folders or its process cannot be made
   */
  public static ChildJvm start(ChildJvmSpec spec) {
    try {
      Path logFolder = spec.logFile().getParent();
      Files.createDirectories(logFolder);
      Files.createDirectories(spec.workingDirectory());
      Path watch = ParentWatchClassPath.in(logFolder.resolve(".parent-watch"));
      ProcessBuilder builder = new ProcessBuilder(command(spec));
      builder.directory(spec.workingDirectory().toFile());
      builder.environment().putAll(spec.environment());
      builder.environment().put("CLASSPATH", joined(spec.classPath(), watch));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile().toFile()));
      ChildJvm child = new ChildJvm(spec, builder.start());
      LIVING.add(child);
      child.process.onExit().thenRun(() -> LIVING.remove(child));
      return child;
    } catch (IOException failed) {
      throw new UncheckedIOException("Could not start " + spec.mainClass(), failed);
    }
  }

  /** The operating system's number of the child; it stays known after its end. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The file that receives the child's standard output and standard error. */
  public Path logFile() {
    return spec.logFile();
  }

  /** Completes with the exit code (128 + signal if a signal ended it) when the child has ended. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Ends the child in an orderly way, its shutdown hooks run; kills it when that takes longer than
   * {@code atMost}. Returns when it has ended; does nothing if it has already.
   *
   * @return true if the child ended by itself in time, or had ended before
   */
  public boolean stop(Duration atMost) {
    askToStop();
    if (awaitExit(atMost)) {
      return true;
    }
    kill();
    awaitExit(AFTER_KILL);
    return false;
  }

  /** Asks for an orderly end and does not wait for it. */
  public void askToStop() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyBroken) {
      // The pipe has no reader any more: the child is ending or has ended.
      process.toHandle().destroy();
    }
  }

  /** Sends SIGTERM, as an operator or a scheduler would, and does not wait. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL and does not wait; {@link #onExit} tells when it has worked. */
  public void kill() {
    process.destroyForcibly();
  }

  ProcessId id() {
    return ProcessId.of(process.toHandle());
  }

  /** Waits for the end of the child; false if it still runs afterwards. */
  boolean awaitExit(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void stopAll() {
    List<ChildJvm> children = List.copyOf(LIVING);
    children.forEach(ChildJvm::askToStop);
    long deadline = System.nanoTime() + STOP_AT_EXIT.toNanos();
    for (ChildJvm child : children) {
      child.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  private static List<String> command(ChildJvmSpec spec) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(spec.jvmArgs());
    command.add("-D" + ParentWatch.HALT_AFTER_PROPERTY + "=" + spec.haltAfter().toMillis());
    command.add(ParentWatch.class.getName());
    command.add(spec.mainClass());
    command.addAll(spec.args());
    return command;
  }

  private static String joined(List<Path> classPath, Path watch) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
        + File.pathSeparator
        + watch;
  }

  @Override
  public String toString() {
    return spec.mainClass() + " (pid " + pid() + ")";
  }
}
