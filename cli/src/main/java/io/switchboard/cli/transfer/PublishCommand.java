package io.switchboard.cli.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchboard.cli.CliException;
import io.switchboard.cli.Connection;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.StopSignal;
import io.switchboard.cli.Terminal;
import io.switchboard.cli.frame.BadFrameException;
import io.switchboard.cli.frame.FrameReader;
import io.switchboard.cli.frame.LengthReader;
import io.switchboard.cli.frame.LineReader;
import io.switchboard.protocol.AckMode;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.SwitchboardClient;
import io.switchboard.sdk.SwitchboardException;
import io.switchboard.sdk.UncertainOutcomeException;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes lines or frames, each as one event. */
@Command(
    name = "publish",
    description = {
      "Publishes a file or standard input, each line as one event, byte for byte. Returns when all"
          + " of it is in Kafka, exactly once.",
      "Only the line feed separates lines; carriage returns are kept. A last line without a line"
          + " feed gets the header switchboard-eol: none, and 'consume' writes it back as it was."
    })
public final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Option(
      names = {"-t", "--topic"},
      required = true,
      description = "Where to publish.")
  private String topic;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "What to publish; - is standard input. Default: ${DEFAULT-VALUE}.")
  private String file;

  @Option(
      names = "--length-prefixed",
      description =
          "Events are not lines: each has its length in front, 4 bytes, most significant first.")
  private boolean lengthPrefixed;

  @Option(
      names = "--key-separator",
      paramLabel = "TEXT",
      description = "The first occurrence of this text separates an event's key from its value.")
  private String keySeparator;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Publish into this partition. Default: by key, or any.")
  private Integer partition;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "At most so many events are published together, whole or not at all. Default:"
              + " ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--ack-mode",
      paramLabel = "MODE",
      defaultValue = "committed",
      description = {
        "When the node answers for a batch: committed, when it is in Kafka; buffered, when it is in"
            + " the node's write buffer. Either way the command keeps what is not"
            + " in Kafka, and returns when all of it is. Default: ${DEFAULT-VALUE}."
      })
  private AckMode ackMode;

  @Option(names = "--create-topic", description = "Create the topic if there is none.")
  private boolean createTopic;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of a topic that is created. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing unless something is wrong.")
  private boolean quiet;

  @Override
  public Integer call() {
    if (batch < 1) {
      throw new ParameterException(spec.commandLine(), "--batch is 1 or more, not " + batch);
    }
    if (partition != null && partition < 0) {
      throw new ParameterException(
          spec.commandLine(), "--partition is 0 or more, not " + partition);
    }
    EventFormat format =
        new EventFormat(
            Optional.ofNullable(keySeparator).filter(text -> !text.isEmpty()),
            partition == null ? OptionalInt.empty() : OptionalInt.of(partition));
    StopSignal stop = StopSignal.install();
    try (InputStream in = open();
        SwitchboardClient client = connection.client()) {
      boolean created =
          createTopic
              && connection.management().createTopic(topic, partitions, OptionalInt.empty());
      Publisher publisher = Topics.openPublisher(client, topic, options(), created);
      return publish(publisher, in, format, stop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PublisherOptions options() {
    return PublisherOptions.defaults().pipelined(true).ackMode(ackMode);
  }

  private int publish(Publisher publisher, InputStream in, EventFormat format, StopSignal stop) {
    int limit = publisher.limits().maxEventBytes();
    FrameReader frames =
        lengthPrefixed
            ? new LengthReader(new BufferedInputStream(in, 64 << 10), limit)
            : new LineReader(in, limit);
    long started = System.nanoTime();
    Optional<Throwable> inputProblem;
    Publishing.Outcome outcome;
    try (Progress progress = Progress.start("publishing", size(), " KiB", 1024, !quiet && !json)) {
      Publishing publishing =
          new Publishing(publisher, frames, format, batch, progress::at, () -> {});
      stop.answerInOrder();
      CompletableFuture<Void> reading = inThread(publishing);
      try {
        CompletableFuture.anyOf(reading, stop.request()).join();
      } catch (CompletionException ended) {
        // Looked at below.
      }
      if (stop.requested()) {
        publishing.stop();
      }
      inputProblem = failureOf(reading);
      outcome = publishing.finish();
    }
    close(publisher);
    return report(outcome, inputProblem, stop.requested(), Figures.since(started), frames.bytes());
  }

  /** In a thread of its own, because reading standard input cannot be interrupted. */
  private static CompletableFuture<Void> inThread(Publishing publishing) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            publishing.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> {
          Thread thread = new Thread(task, "publish-input");
          thread.setDaemon(true);
          thread.start();
        });
  }

  private static Optional<Throwable> failureOf(CompletableFuture<Void> reading) {
    if (!reading.isCompletedExceptionally()) {
      return Optional.empty();
    }
    try {
      reading.join();
      return Optional.empty();
    } catch (CompletionException e) {
      return Optional.of(e.getCause());
    }
  }

  private static void close(Publisher publisher) {
    try {
      publisher.close();
    } catch (SwitchboardException counted) {
      // Every batch's own outcome is known already; the session will expire by itself.
    }
  }

  private int report(
      Publishing.Outcome outcome,
      Optional<Throwable> inputProblem,
      boolean stopped,
      Duration took,
      long bytes) {
    boolean complete = outcome.isComplete() && inputProblem.isEmpty();
    if (json) {
      printJson(outcome, took);
    } else if (!quiet || !complete) {
      Terminal.system()
          .note(
              "published "
                  + Figures.count(outcome.published(), "event")
                  + " ("
                  + Figures.bytes(bytes)
                  + ") to "
                  + topic
                  + " in "
                  + Figures.seconds(took)
                  + ", "
                  + Figures.rate(outcome.published(), took));
    }
    if (!outcome.isComplete()) {
      throw incomplete(outcome);
    }
    if (inputProblem.isPresent()) {
      throw badInput(inputProblem.get(), outcome.published());
    }
    if (stopped) {
      Terminal.system()
          .note(
              "Stopped. The first "
                  + Figures.count(outcome.published(), "event")
                  + " of the input are published; go on with the next one, for example: tail -n +"
                  + (outcome.published() + 1));
      return ExitCodes.INTERRUPTED;
    }
    return ExitCodes.OK;
  }

  private static CliException incomplete(Publishing.Outcome outcome) {
    Throwable cause = outcome.failure().orElseThrow();
    if (!outcome.doubtful().isEmpty()) {
      return CliException.of(
          ExitCodes.UNCERTAIN,
          "It is not known whether events "
              + joined(outcome.doubtful())
              + " of the input are published; they are once or not at all."
              + (outcome.holes().isEmpty()
                  ? ""
                  : " Certainly not published: " + joined(outcome.holes()) + ".")
              + " "
              + cause.getMessage(),
          "Look with 'consume' whether they arrived, then publish the rest.",
          cause);
    }
    String holes = joined(outcome.holes());
    return CliException.of(
        ExitCodes.FAILED,
        "Events "
            + holes
            + " of the input are not published. "
            + (cause instanceof UncertainOutcomeException
                ? "An answer did not come in time."
                : cause.getMessage()),
        "All others up to event " + outcome.read() + " are; publish the missing ones again.",
        cause);
  }

  private static String joined(List<Publishing.Range> ranges) {
    return String.join(", ", ranges.stream().map(Publishing.Range::toString).toList());
  }

  private CliException badInput(Throwable problem, long published) {
    String before =
        "The " + Figures.count(published, "event") + " before it are published; go on behind them.";
    if (problem instanceof BadFrameException bad) {
      return CliException.of(ExitCodes.FAILED, bad.getMessage(), before, bad);
    }
    if (problem instanceof UncheckedIOException io) {
      return CliException.of(
          ExitCodes.FAILED,
          "Cannot read " + file + ": " + io.getCause().getMessage(),
          before,
          problem);
    }
    if (problem instanceof RuntimeException other) {
      throw other;
    }
    throw new IllegalStateException(problem);
  }

  private void printJson(Publishing.Outcome outcome, Duration took) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("topic", topic);
    body.put("published", outcome.published());
    body.put("read", outcome.read());
    body.put("uncertain", !outcome.doubtful().isEmpty());
    body.put("ms", took.toMillis());
    Terminal.system().print(body.toString());
  }

  /** This process's own, which stays open: it is not ours to close. */
  private static final class StandardInput extends FilterInputStream {
    StandardInput() {
      super(new FileInputStream(FileDescriptor.in));
    }

    @Override
    public void close() {}
  }

  private InputStream open() throws IOException {
    if (file.equals("-")) {
      return new StandardInput();
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw CliException.usage(
          "Cannot read " + path.toAbsolutePath() + ".", "Name a file, or - for standard input.");
    }
    return new FileInputStream(path.toFile());
  }

  private long size() {
    Path path = Path.of(file);
    return !file.equals("-") && Files.isRegularFile(path) ? path.toFile().length() : -1;
  }
}
