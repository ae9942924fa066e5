package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.Home;
import io.switchboard.cli.HomeOption;
import io.switchboard.cli.StopSignal;
import io.switchboard.cli.Terminal;
import io.switchboard.cli.local.LocalSystem;
import io.switchboard.cli.local.NodePorts;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows in a minute what Switchboard promises. */
@Command(
    name = "demo",
    description = {
      "Sends a file line by line through a real Kafka, a real Cassandra and a cluster of three"
          + " nodes on this machine, kills the node that owns the publishing session with SIGKILL"
          + " in mid-stream, starts it again, reads everything back, and compares.",
      "Has a folder, servers and ports of its own, so that it can run beside 'up'. Stops all that"
          + " it started."
    })
public final class DemoCommand implements Callable<Integer> {
  /** Beside those of {@code up}. */
  private static final NodePorts PORTS = new NodePorts(9180, 9190, 8658, 25620);

  private static final int KAFKA_PORT = 19192;
  private static final int CASSANDRA_PORT = 19142;
  private static final int NODES = 3;
  private static final int NODE_HEAP_MIB = 256;

  @Mixin private HomeOption options;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "What to send. Default: this repository's own Java sources.")
  private Path file;

  @Option(
      names = "--no-kill",
      description = "Leave the nodes alone: only publish, read back, and compare.")
  private boolean noKill;

  @Override
  public Integer call() {
    long started = System.nanoTime();
    Terminal terminal = Terminal.system();
    Story story = new Story(terminal);
    StopSignal stop = StopSignal.install();
    Home home = options.home().nested("demo");
    home.create();
    DemoInput input = DemoInput.of(Optional.ofNullable(file), home);
    story.say(
        terminal.bold("Switchboard demo: ")
            + Figures.count(input.lines(), "line")
            + " ("
            + Figures.bytes(input.bytes())
            + ") of "
            + input.what());
    story.say("Everything runs on this machine, in " + home.directory() + ". Ctrl-C stops it all.");
    story.chapter("Start Kafka, Cassandra and a cluster of three nodes");
    LocalSystem system =
        LocalSystem.start(
            new LocalSystem.Plan(
                home,
                "demo",
                NODES,
                NODE_HEAP_MIB,
                KAFKA_PORT,
                CASSANDRA_PORT,
                PORTS,
                true,
                story::line));
    stop.answerInOrder();
    Optional<Verdict> verdict;
    try {
      verdict = play(system, input, home.directory().resolve("received.txt"), story, stop);
    } finally {
      if (stop.requested()) {
        terminal.note("Stopping all that was started; Ctrl-C again stops at once.");
      } else {
        story.chapter("Stop everything");
      }
      system.close();
    }
    if (verdict.isEmpty()) {
      return ExitCodes.INTERRUPTED;
    }
    return tell(verdict.get(), input, terminal, story, started);
  }

  /** Empty if a signal came first. */
  private Optional<Verdict> play(
      LocalSystem system, DemoInput input, Path received, Story story, StopSignal stop) {
    Demo demo = new Demo(system, input, newTopic(), received, !noKill, story);
    CompletableFuture<Verdict> playing =
        CompletableFuture.supplyAsync(
            demo::run,
            task -> {
              Thread thread = new Thread(task, "demo");
              thread.setDaemon(true);
              thread.start();
            });
    try {
      CompletableFuture.anyOf(playing, stop.request()).join();
      if (stop.requested()) {
        story.end();
        return Optional.empty();
      }
      return Optional.of(playing.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw e;
    }
  }

  private static String newTopic() {
    return "demo-"
        + LocalDateTime.now()
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT));
  }

  private static int tell(
      Verdict verdict, DemoInput input, Terminal terminal, Story story, long started) {
    story.chapter("Verdict");
    story.line("sent       sha-256 " + verdict.sentDigest());
    story.line("received   sha-256 " + verdict.receivedDigest());
    if (!verdict.isGood()) {
      verdict.problems().forEach(problem -> story.line(terminal.bad("NOT OK  ") + problem));
      throw CliException.of(
          ExitCodes.NOT_VERIFIED,
          "What came back is not what was sent.",
          "The input is " + input.file() + "; the nodes' logs are in the folder named above.");
    }
    story.line(
        terminal.good("OK")
            + "  "
            + Figures.count(input.lines(), "line")
            + ": none lost, none twice, in order, byte for byte; none readable in Kafka");
    story.say("");
    story.say(
        "That took "
            + Figures.seconds(Figures.since(started))
            + ". To play with it yourself: ./switchboard up");
    return ExitCodes.OK;
  }
}
