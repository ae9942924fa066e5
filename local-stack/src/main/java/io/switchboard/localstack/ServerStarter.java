package io.switchboard.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Starts one server and waits until it answers, once more on other ports if somebody took its port
 * in between.
 */
final class ServerStarter {

  private static final int MAX_ATTEMPTS = 4;
  private static final int TAIL_LINES = 25;
  private static final Duration PROBE_EVERY = Duration.ofMillis(100);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
  private static final List<String> PORT_TAKEN =
      List.of("Address already in use", "is in use by another process", "Failed to bind port");

  private final Server server;
  private final Duration timeout;
  private final Consumer<String> progress;

  ServerStarter(Server server, Duration timeout, Consumer<String> progress) {
    this.server = server;
    this.timeout = timeout;
    this.progress = progress;
  }

  /**
   * Blocks until the server answers.
   *
   * @param first the ports to try first
   * @param others gives other ports than those that turned out to be taken
   * @param launched is told of each process as soon as it exists, so that it can be found if we are
   *     killed
   * @throws StackStartException if the server ends, or does not answer in time
   */
  ChildJvm start(
      ServerPorts first,
      UnaryOperator<ServerPorts> others,
      BiConsumer<ServerPorts, ChildJvm> launched) {
    ServerPorts ports = first;
    for (int attempt = 1; ; attempt++) {
      long startedNanos = System.nanoTime();
      ChildJvm child = launch(ports);
      launched.accept(ports, child);
      String problem = awaitAnswer(child, ports);
      if (problem.isEmpty()) {
        progress.accept(
            server.name()
                + " ready on 127.0.0.1:"
                + ports.client()
                + " after "
                + Poll.secondsSince(startedNanos));
        return child;
      }
      boolean ended = !child.isAlive();
      child.stop(STOP_WITHIN);
      if (!ended || !portWasTaken() || attempt == MAX_ATTEMPTS) {
        throw new StackStartException(problem + tail());
      }
      progress.accept(
          server.name() + ": a port of " + ports + " was taken meanwhile, trying others");
      ports = others.apply(ports);
    }
  }

  private ChildJvm launch(ServerPorts ports) {
    try {
      for (Path log : server.logs()) {
        keepOnePrevious(log);
      }
      return server.launch(ports);
    } catch (IOException failed) {
      throw new StackStartException(server.name() + " could not be started: " + failed, failed);
    }
  }

  /** Empty when the server answered. */
  private String awaitAnswer(ChildJvm child, ServerPorts ports) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      if (!child.isAlive()) {
        return server.name()
            + " ended with exit code "
            + child.onExit().join()
            + " before it answered.";
      }
      String problem;
      try {
        server.probe(ports);
        return "";
      } catch (IOException notYet) {
        problem = notYet.getMessage();
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return server.name()
            + " did not answer within "
            + timeout.toSeconds()
            + " s ("
            + problem
            + ").";
      }
      Poll.pause(PROBE_EVERY);
    }
  }

  private boolean portWasTaken() {
    return server.logs().stream()
        .flatMap(log -> LogTail.of(log, Integer.MAX_VALUE).stream())
        .anyMatch(line -> PORT_TAKEN.stream().anyMatch(line::contains));
  }

  private String tail() {
    List<String> text = new ArrayList<>();
    for (Path log : server.logs()) {
      List<String> lines = LogTail.of(log, TAIL_LINES);
      text.add(" Its log: " + log + (lines.isEmpty() ? " (empty)" : ", which ends with:"));
      lines.forEach(line -> text.add("    " + line));
    }
    return String.join(System.lineSeparator(), text);
  }

  private static void keepOnePrevious(Path log) throws IOException {
    if (Files.exists(log)) {
      Path previous = log.resolveSibling(log.getFileName() + ".previous");
      Files.move(log, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
