package io.switchboard.cli;

import io.switchboard.cli.local.LocalSystem;
import io.switchboard.cli.local.NodeKeeper;
import io.switchboard.cli.local.NodePorts;
import io.switchboard.localstack.LocalStackOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs Kafka, Cassandra and some nodes in the foreground until Ctrl-C. */
@Command(
    name = "up",
    description = {
      "Starts a Kafka, a Cassandra and a Switchboard node (or several, which form one cluster) on"
          + " this machine, and keeps them running until Ctrl-C. Needs no Docker and no"
          + " installation. Data is kept between runs.",
      "A node that is killed is started again."
    })
public final class UpCommand implements Callable<Integer> {
  private static final int MAX_NODES = 5;
  private static final int NODE_HEAP_MIB = 512;

  @Mixin private HomeOption options;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many nodes, 1 to 5. Default: ${DEFAULT-VALUE}.")
  private int nodes;

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
    if (nodes < 1 || nodes > MAX_NODES) {
      throw CliException.usage("--nodes is 1 to " + MAX_NODES + ", not " + nodes + ".", "");
    }
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
                nodes,
                NODE_HEAP_MIB,
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
      ended = new NodeKeeper(system, terminal::note).keepUntil(stop.request());
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
              + String.join(", ", running.get().tcp())
              + ", kept by process "
              + running.get().owner()
              + ".",
          "Use it, stop it with Ctrl-C where it runs (or: kill "
              + running.get().owner()
              + "), or start another one with --home DIR.");
    }
  }

  private static void greet(Terminal terminal, Endpoint at, Duration took) {
    List<Endpoint.Node> nodes = at.nodes();
    terminal.print("");
    terminal.print(
        terminal.bold("Switchboard is up")
            + (nodes.size() == 1 ? "" : ", a cluster of " + nodes.size() + " nodes")
            + " ("
            + Figures.seconds(took)
            + ")");
    tell(terminal, "Thrift over TCP", nodes, Endpoint.Node::tcp);
    tell(terminal, "Thrift over HTTP", nodes, node -> node.http() + "/thrift");
    tell(terminal, "management", nodes, Endpoint.Node::management);
    terminal.print("    its token        " + at.tokenFile());
    terminal.print("  Kafka              " + at.kafka());
    terminal.print("  Cassandra          " + at.cassandra());
    tell(
        terminal,
        nodes.size() == 1 ? "node's log" : "nodes' logs",
        nodes,
        node -> node.log() + "  (process " + node.pid() + ")");
    terminal.print("");
    terminal.print("Try it, in another terminal:");
    terminal.print("  ./switchboard publish --topic hello --create-topic README.md");
    terminal.print("  ./switchboard consume --topic hello");
    terminal.print("");
    terminal.print("Ctrl-C stops everything.");
  }

  private static void tell(
      Terminal terminal,
      String what,
      List<Endpoint.Node> nodes,
      Function<Endpoint.Node, String> of) {
    for (Endpoint.Node node : nodes) {
      String title = node.equals(nodes.get(0)) ? what : "";
      terminal.print("  " + String.format(Locale.ROOT, "%-19s", title) + of.apply(node));
    }
  }
}
