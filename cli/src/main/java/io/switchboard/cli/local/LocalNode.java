package io.switchboard.cli.local;

import io.switchboard.cli.CliException;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Home;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A node as a process of its own, which ends with this one, however this one ends. It can be killed
 * and started again in the same place. For one thread at a time.
 */
public final class LocalNode {
  private static final String MAIN = "io.switchboard.node.Main";
  private static final String READY = "READY ";
  private static final Duration START_WITHIN = Duration.ofSeconds(120);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int TAIL_LINES = 15;

  private final Home home;
  private final boolean quickStart;
  private volatile ChildJvm child;

  private LocalNode(Home home, boolean quickStart, ChildJvm child) {
    this.home = home;
    this.quickStart = quickStart;
    this.child = child;
  }

  /**
   * Starts a node with the home's {@code node.conf}; returns when it is ready.
   *
   * @param quickStart spares its JVM the optimizing compiler: sooner up, less under load
   * @throws CliException if it ends or does not get ready
   */
  static LocalNode start(Home home, boolean quickStart) {
    LocalNode node = new LocalNode(home, quickStart, launch(home, quickStart));
    node.awaitReady();
    return node;
  }

  /** The number of its process; another one after {@link #restart}. */
  public long pid() {
    return child.pid();
  }

  /** Completes with the exit code when the present process has ended. */
  public CompletableFuture<Integer> onExit() {
    return child.onExit();
  }

  /** Sends SIGKILL and returns when the process is gone. */
  public void kill() {
    child.kill();
    child.onExit().join();
  }

  /**
   * Starts it again with the same configuration, so on the same ports; returns when it is ready.
   */
  public void restart() {
    child = launch(home, quickStart);
    awaitReady();
  }

  /** Stops it in an orderly way; kills it if that takes longer than 30 s. */
  public void stop() {
    child.stop(STOP_WITHIN);
  }

  private static ChildJvm launch(Home home, boolean quickStart) {
    keepOnePrevious(home.nodeLog());
    List<String> flags = new ArrayList<>();
    flags.add("-Xms64m");
    flags.add("-Xmx512m");
    flags.add("-XX:+UseSerialGC");
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.add("-XX:-UsePerfData");
    if (quickStart) {
      flags.add("-XX:TieredStopAtLevel=1");
    }
    flags.add("-Dconfig.file=" + home.nodeConfig());
    flags.add("-Dlogback.configurationFile=io/switchboard/cli/node-logback.xml");
    return ChildJvm.start(ChildJvmSpec.of(MAIN, classPath(), home.nodeLog()).withJvmArgs(flags));
  }

  /** This process's own class path: the CLI comes with all of a node. Test runners hide theirs. */
  private static List<Path> classPath() {
    String own = System.getProperty("java.class.path");
    return Stream.of(System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  private void awaitReady() {
    long started = System.nanoTime();
    while (lines(home.nodeLog()).noneMatch(line -> line.startsWith(READY))) {
      if (!child.isAlive()) {
        throw CliException.failed(
            "The node ended with exit code "
                + child.onExit().join()
                + " before it was ready. Its log, "
                + home.nodeLog()
                + ", ends with:\n"
                + tail(),
            "");
      }
      if (Figures.since(started).compareTo(START_WITHIN) > 0
          || Thread.currentThread().isInterrupted()) {
        child.kill();
        throw CliException.failed(
            "The node was not ready within "
                + START_WITHIN.toSeconds()
                + " s. Its log, "
                + home.nodeLog()
                + ", ends with:\n"
                + tail(),
            "");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** The last lines of its log, indented. */
  public String tail() {
    List<String> all = lines(home.nodeLog()).toList();
    return String.join(
        "\n",
        all.subList(Math.max(0, all.size() - TAIL_LINES), all.size()).stream()
            .map(line -> "    " + line)
            .toList());
  }

  private static Stream<String> lines(Path log) {
    try {
      // Short while the node starts; decoded leniently, because its last line may be half written.
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()
          : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + log, e);
    }
  }

  private static void keepOnePrevious(Path log) {
    try {
      if (Files.exists(log)) {
        Files.move(
            log,
            log.resolveSibling(log.getFileName() + ".previous"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot move " + log + " away", e);
    }
  }
}
