package io.switchboard.cli.local;

import io.switchboard.cli.CliException;
import io.switchboard.cli.Endpoint;
import io.switchboard.cli.Figures;
import io.switchboard.cli.NodeFiles;
import io.switchboard.localstack.ChildJvm;
import io.switchboard.localstack.ChildJvmSpec;
import io.switchboard.localstack.OwnClassPath;
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

  /**
   * How a node's JVM runs.
   *
   * @param quickStart without the optimizing compiler: sooner up, less under load
   * @param heapMib its largest heap
   */
  record Jvm(boolean quickStart, int heapMib) {}

  private final int number;
  private final NodeFiles files;
  private final NodePorts ports;
  private final Jvm jvm;
  private volatile Life life;

  /** One process of the node. */
  private record Life(
      ChildJvm child,
      long startedNanos,
      CompletableFuture<Duration> ready,
      CompletableFuture<Integer> exit) {}

  private LocalNode(int number, NodeFiles files, NodePorts ports, Jvm jvm) {
    this.number = number;
    this.files = files;
    this.ports = ports;
    this.jvm = jvm;
    this.life = launch();
  }

  /** Starts a node with the configuration in its folder, and does not wait until it is ready. */
  static LocalNode start(int number, NodeFiles files, NodePorts ports, Jvm jvm) {
    return new LocalNode(number, files, ports, jvm);
  }

  /** Which of the stack's nodes it is, from 1. */
  public int number() {
    return number;
  }

  /** The number of its process; another one after {@link #restart}. */
  public long pid() {
    return life.child().pid();
  }

  /** {@code host:port} by which the nodes know each other. */
  public String clusterAddress() {
    return "127.0.0.1:" + ports.cluster();
  }

  /** Where it is found. */
  Endpoint.Node endpoint() {
    return Endpoint.Node.ofProcess(
        pid(),
        "http://127.0.0.1:" + ports.http(),
        "tcp://127.0.0.1:" + ports.tcp(),
        "http://127.0.0.1:" + ports.management(),
        files.config(),
        files.log());
  }

  /** For how long the present process runs. */
  Duration age() {
    return Figures.since(life.startedNanos());
  }

  /**
   * Completes when the present process is ready, with the time that this took; with a {@link
   * CliException} if the process ends before, or is not ready after two minutes: then it is killed.
   */
  public CompletableFuture<Duration> ready() {
    return life.ready();
  }

  /** Completes with the exit code when the present process has ended. */
  public CompletableFuture<Integer> onExit() {
    return life.exit();
  }

  /** Sends SIGKILL and returns when the process is gone. */
  public void kill() {
    life.child().kill();
    life.exit().join();
  }

  /** Starts it again with the same configuration, so on the same ports; see {@link #ready}. */
  void restart() {
    life = launch();
  }

  /** Asks it to stop in an orderly way, and does not wait. */
  void askToStop() {
    life.child().askToStop();
  }

  /** Stops it in an orderly way; kills it if that takes longer than 30 s. */
  void stop() {
    life.child().stop(STOP_WITHIN);
  }

  private Life launch() {
    keepOnePrevious(files.log());
    List<String> flags = new ArrayList<>();
    flags.add("-Xms64m");
    flags.add("-Xmx" + jvm.heapMib() + "m");
    flags.add("-XX:+UseSerialGC");
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.add("-XX:-UsePerfData");
    if (jvm.quickStart()) {
      flags.add("-XX:TieredStopAtLevel=1");
    }
    flags.add("-Dconfig.file=" + files.config());
    flags.add("-Dlogback.configurationFile=io/switchboard/cli/node-logback.xml");
    ChildJvm child =
        // The CLI comes with all of a node.
        ChildJvm.start(
            ChildJvmSpec.of(MAIN, OwnClassPath.entries(), files.log()).withJvmArgs(flags));
    Life started = new Life(child, System.nanoTime(), new CompletableFuture<>(), child.onExit());
    Thread watch = new Thread(() -> awaitReady(started), "node-" + number + "-ready");
    watch.setDaemon(true);
    watch.start();
    return started;
  }

  /** On a thread of its own. */
  private void awaitReady(Life started) {
    try {
      while (lines(files.log()).noneMatch(line -> line.startsWith(READY))) {
        if (!started.child().isAlive()) {
          throw failed("ended with exit code " + started.exit().join() + " before it was ready");
        }
        if (Figures.since(started.startedNanos()).compareTo(START_WITHIN) > 0) {
          started.child().kill();
          throw failed("was not ready within " + START_WITHIN.toSeconds() + " s");
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      started.ready().complete(Figures.since(started.startedNanos()));
    } catch (RuntimeException failed) {
      started.ready().completeExceptionally(failed);
    }
  }

  private CliException failed(String how) {
    return CliException.failed(
        "Node " + number + " " + how + ". Its log, " + files.log() + ", ends with:\n" + tail(), "");
  }

  /** The last lines of its log, indented. */
  String tail() {
    List<String> all = lines(files.log()).toList();
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
