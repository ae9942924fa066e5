package io.switchboard.cli;

import io.switchboard.cli.local.LocalSystem;
import io.switchboard.cli.local.NodePorts;
import io.switchboard.localstack.LocalStackOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs Kafka, Cassandra and a node in the foreground until Ctrl-C. */
@Command(
    name = "up",
    description = {
      "Starts a Kafka, a Cassandra and a Switchboard node on this machine, and keeps them running"
          + " until Ctrl-C. Needs no Docker and no installation. Data is kept between runs.",
      "A node that is killed is started again."
    })
public final class UpCommand implements Callable<Integer> {
  private static final Duration RESTART_AT_MOST_EVERY = Duration.ofSeconds(20);

  @Mixin private HomeOption options;

  @Option(
      names = "--quick-start",
      description = "Start in two thirds of the time, serve less under load.")
  private boolean quickStart;

  @Option(
      names = "--json",
      description = "Print one JSON object with all addresses when everything is ready.")
  private boolean json;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.system();
    Home home = options.home();
    refuseSecond(home);
    StopSignal stop = StopSignal.install();
    long started = System.nanoTime();
    terminal.note("Starting a local stack in " + home.directory());
    LocalSystem system =
        LocalSystem.start(
            new LocalSystem.Plan(
                home,
                "local",
                LocalStackOptions.DEFAULT_KAFKA_PORT,
                LocalStackOptions.DEFAULT_CASSANDRA_PORT,
                NodePorts.PREFERRED,
                quickStart,
                line -> terminal.note("  " + line)));
    stop.answerInOrder();
    if (json) {
      terminal.print(system.endpoint().toJson());
    } else {
      greet(terminal, system.endpoint(), Figures.since(started));
    }
    boolean ended = false;
    try {
      ended = keepRunning(system, stop, terminal);
    } finally {
      terminal.note("");
      terminal.note("Stopping, in order; Ctrl-C again stops at once.");
      system.close();
    }
    return ended ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static void refuseSecond(Home home) {
    Optional<Endpoint> running = Endpoint.read(home.endpointFile()).filter(Endpoint::isAlive);
    if (running.isPresent()) {
      throw CliException.failed(
          "A stack runs here already: node at "
              + running.get().tcp()
              + ", kept by process "
              + running.get().owner()
              + ".",
          "Use it, stop it with Ctrl-C where it runs (or: kill "
              + running.get().owner()
              + "), or start another one with --home DIR.");
    }
  }

  private static void greet(Terminal terminal, Endpoint at, Duration took) {
    terminal.print("");
    terminal.print(terminal.bold("Switchboard is up") + " (" + Figures.seconds(took) + ")");
    terminal.print("  Thrift over TCP    " + at.tcp());
    terminal.print("  Thrift over HTTP   " + at.http() + "/thrift");
    terminal.print("  management         " + at.management() + "  (token: " + at.tokenFile() + ")");
    terminal.print("  Kafka              " + at.kafka());
    terminal.print("  Cassandra          " + at.cassandra());
    terminal.print("  node's log         " + at.log());
    terminal.print("");
    terminal.print("Try it, in another terminal:");
    terminal.print("  ./switchboard publish --topic hello --create-topic README.md");
    terminal.print("  ./switchboard consume --topic hello");
    terminal.print("");
    terminal.print("Ctrl-C stops everything.");
  }

  /** Returns true when it was asked to stop, false when something died for good. */
  private static boolean keepRunning(LocalSystem system, StopSignal stop, Terminal terminal) {
    while (true) {
      long startedNanos = System.nanoTime();
      CompletableFuture<?> nodeEnded = system.node().onExit();
      CompletableFuture<?> serverEnded = system.serverEnded();
      CompletableFuture.anyOf(stop.request(), nodeEnded, serverEnded).join();
      if (stop.requested()) {
        return true;
      }
      if (serverEnded.isDone()) {
        terminal.note(
            "A server has ended by itself; see the logs in " + system.stack().directory());
        return false;
      }
      terminal.note("The node has ended (" + nodeEnded.join() + ").");
      if (Figures.since(startedNanos).compareTo(RESTART_AT_MOST_EVERY) < 0) {
        terminal.note("That was soon after its start; it is not started again. Its log ends with:");
        terminal.note(system.node().tail());
        return false;
      }
      terminal.note("Starting it again…");
      system.restartNode();
      terminal.note("The node is back, as process " + system.node().pid() + ".");
    }
  }
}
