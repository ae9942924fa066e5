package io.switchboard.cli.transfer;

import io.switchboard.cli.CliException;
import io.switchboard.cli.Connection;
import io.switchboard.cli.Durations;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.StopSignal;
import io.switchboard.cli.Terminal;
import io.switchboard.cli.frame.FrameWriter;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads a topic and writes its events to standard output. */
@Command(
    name = "consume",
    description = {
      "Reads events and writes them to standard output, each followed by a line feed, so that what"
          + " 'publish' took comes out again byte for byte.",
      "Ends when no event arrived for a while, after --count events, on Ctrl-C, or when nobody"
          + " reads its output any more."
    })
public final class ConsumeCommand implements Callable<Integer> {
  private static final int OUTPUT_BUFFER_BYTES = 64 << 10;
  private static final Duration IDLE_STOP = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Option(
      names = {"-t", "--topic"},
      required = true,
      description = "What to read.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "START",
      description =
          "earliest, latest, a time (2026-01-31T12:00:00Z), or a file that --cursor-file wrote."
              + " Default: the cursor file if it exists, else earliest.")
  private String from;

  @Option(
      names = "--partition",
      paramLabel = "N",
      split = ",",
      description = "Read these partitions only.")
  private Set<Integer> partitions = new TreeSet<>();

  @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
  private Long count;

  @ArgGroup(exclusive = true)
  private Ending ending = new Ending();

  /** When a reader ends that has not got its count. */
  static final class Ending {
    @Option(names = "--follow", description = "Wait for new events for ever.")
    private boolean follow;

    @Option(
        names = "--idle-stop",
        paramLabel = "TIME",
        converter = Durations.class,
        description = "End when no event arrived for so long. Default: 2s; with --count: never.")
    private Optional<Duration> idleStop = Optional.empty();
  }

  @Option(
      names = "--length-prefixed",
      description =
          "Write no lines: each event with its length in front, 4 bytes, most significant first.")
  private boolean lengthPrefixed;

  @Option(
      names = "--key-separator",
      paramLabel = "TEXT",
      description = "Write each event's key and this text in front of its value.")
  private String keySeparator;

  @Option(
      names = "--json",
      description = "Write each event as one JSON object with partition, offset, key and headers.")
  private boolean json;

  @Option(
      names = "--cursor-file",
      paramLabel = "FILE",
      description = "Keep the place behind the last written event here, for the next run.")
  private Path cursorFile;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing unless something is wrong.")
  private boolean quiet;

  @Override
  public Integer call() {
    if (count != null && count < 1) {
      throw new ParameterException(spec.commandLine(), "--count is 1 or more, not " + count);
    }
    if (json && lengthPrefixed) {
      throw new ParameterException(
          spec.commandLine(), "--json and --length-prefixed exclude each other");
    }
    Optional<Path> cursor = Optional.ofNullable(cursorFile);
    SubscriberOptions options =
        SubscriberOptions.defaults()
            .startAt(Start.of(Optional.ofNullable(from), cursor, topic))
            .partitions(partitions);
    EventSink sink =
        new EventSink(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER_BYTES),
            new EventFormat(
                Optional.ofNullable(keySeparator).filter(text -> !text.isEmpty()),
                OptionalInt.empty()),
            lengthPrefixed ? FrameWriter.LENGTHS : FrameWriter.LINES,
            json);
    StopSignal stop = StopSignal.install();
    Consuming.End end;
    try (SwitchboardClient client = connection.client();
        Progress progress = progress()) {
      stop.answerInOrder();
      end =
          new Consuming(
                  client,
                  topic,
                  sink,
                  count == null ? OptionalLong.empty() : OptionalLong.of(count),
                  idleStop(),
                  cursor,
                  stop,
                  progress::at)
              .run(options);
    }
    return report(sink, end);
  }

  /** Who says how many he wants would take fewer for all there are. */
  private Optional<Duration> idleStop() {
    boolean waits = ending.follow || count != null;
    return ending.idleStop.or(() -> waits ? Optional.empty() : Optional.of(IDLE_STOP));
  }

  private Progress progress() {
    return Progress.start(
        "consuming", count == null ? -1 : count, " events", 1, !quiet && stdoutIsNoTerminal());
  }

  /** A bar between the lines of a person's screen would only disturb. */
  private static boolean stdoutIsNoTerminal() {
    return !Terminal.system().outIsTerminal();
  }

  private int report(EventSink sink, Consuming.End end) {
    Terminal terminal = Terminal.system();
    if (!quiet) {
      terminal.note(
          "consumed "
              + Figures.count(sink.written(), "event")
              + " from "
              + topic
              + " in "
              + Figures.seconds(sink.took())
              + ", "
              + Figures.rate(sink.written(), sink.took()));
    }
    if (sink.tombstones() > 0 && !json) {
      terminal.note(
          Figures.count(sink.tombstones(), "deletion marker")
              + " left out, because they have no value; --json shows them.");
    }
    if (sink.problems() > 0) {
      throw CliException.failed(
          Figures.count(sink.problems(), "event") + " could not be decrypted by the node.",
          "--json shows which and why; see docs/encryption.md about keys.");
    }
    return switch (end) {
      case DONE, OUTPUT_CLOSED -> ExitCodes.OK;
      case SIGNAL -> ExitCodes.INTERRUPTED;
    };
  }
}
