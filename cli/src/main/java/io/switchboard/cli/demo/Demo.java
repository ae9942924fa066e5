package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.frame.LineReader;
import io.switchboard.cli.local.LocalNode;
import io.switchboard.cli.local.LocalSystem;
import io.switchboard.cli.transfer.PublishRun;
import io.switchboard.cli.transfer.ReceivedFile;
import io.switchboard.cli.transfer.Topics;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SwitchboardClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The demonstration itself, on a system that is up: chapters 2 to 5. For one thread. */
final class Demo {
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(120);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);
  private static final int MIN_BATCHES = 40;
  private static final int MAX_BATCH = 500;
  private static final int EXCERPT_BYTES = 64;

  private final LocalSystem system;
  private final DemoInput input;
  private final String topic;
  private final Path received;
  private final boolean kill;
  private final Story story;

  Demo(
      LocalSystem system, DemoInput input, String topic, Path received, boolean kill, Story story) {
    this.system = system;
    this.input = input;
    this.topic = topic;
    this.received = received;
    this.kill = kill;
    this.story = story;
  }

  /** Runs all chapters; returns the verdict. */
  Verdict run() {
    system.management().createTopic(topic, 1, OptionalInt.empty());
    Retries retries = new Retries();
    try (SwitchboardClient client =
        SwitchboardClient.builder()
            .addresses(system.endpoint().tcp())
            .operationTimeout(OPERATION_TIMEOUT)
            .clientName("switchboard-demo")
            .listener(retries)
            .build()) {
      long lines = roundTrip(client, retries);
      return inspect(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Publishes and reads back at the same time; returns how many lines came back. */
  private long roundTrip(SwitchboardClient client, Retries retries) throws IOException {
    story.chapter("Publish all lines and read them back at the same time");
    story.line(
        "topic " + topic + ", one partition, so that the order of all lines can be compared");
    CompletableFuture<Long> total = new CompletableFuture<>();
    Silence silence = new Silence(System::nanoTime);
    try (Publisher publisher =
            Topics.openPublisher(client, topic, PublisherOptions.defaults().pipelined(true), true);
        Subscriber subscriber = client.subscriber(topic);
        ReceivedFile file = ReceivedFile.create(received);
        InputStream in = Files.newInputStream(input.file())) {
      NodeLoss loss = new NodeLoss(system, publisher.session(), story, silence, retries);
      CompletableFuture<Void> mayPassHalf = new CompletableFuture<>();
      ReadBack readBack =
          new ReadBack(
              subscriber,
              file,
              () -> total.isDone() ? OptionalLong.of(total.join()) : OptionalLong.empty());
      HalfWay halfWay =
          new HalfWay(
              new LineReader(in, publisher.limits().maxEventBytes()),
              input.lines(),
              readBack.began());
      PublishRun publishing =
          new PublishRun(
              publisher,
              halfWay,
              (int) Math.max(1, Math.min(MAX_BATCH, input.lines() / MIN_BATCHES)),
              silence::heard);
      long started = System.nanoTime();
      CompletableFuture<Void> writing =
          inThread("demo-publish", () -> total.complete(publishing.run()));
      writing.whenComplete(
          (done, problem) -> {
            if (problem != null) {
              halfWay.reached().completeExceptionally(problem);
            }
          });
      CompletableFuture<Void> reading = inThread("demo-read", readBack::run);
      awaitTelling(
          CompletableFuture.anyOf(readBack.began(), writing, reading), publishing, readBack);
      Optional<LocalNode> victim = kill ? Optional.of(loss.victim()) : Optional.empty();
      mayPassHalf.complete(null);
      awaitTelling(CompletableFuture.anyOf(halfWay.reached(), reading), publishing, readBack);
      victim.ifPresent(node -> loss.kill(node, publishing, readBack, input.lines()));
      awaitTelling(CompletableFuture.allOf(writing, reading), publishing, readBack);
      Duration took = Figures.since(started);
      story.line(
          "all "
              + Figures.count(publishing.published())
              + " published and "
              + Figures.count(readBack.received())
              + " read back after "
              + Figures.seconds(took));
      victim.ifPresent(loss::awaitReturn);
      return readBack.received();
    }
  }

  /** Waits, and says once a second how far both sides are. */
  private void awaitTelling(CompletableFuture<?> end, PublishRun publishing, ReadBack readBack) {
    long lastPublished = publishing.published();
    long lastNanos = System.nanoTime();
    while (!tick(end, TELL_EVERY)) {
      long published = publishing.published();
      story.line(
          "published "
              + Figures.count(published)
              + ", read back "
              + Figures.count(readBack.received())
              + "   ("
              + Figures.rate(published - lastPublished, Figures.since(lastNanos))
              + ")");
      lastPublished = published;
      lastNanos = System.nanoTime();
    }
  }

  /** True when it has ended; its failure is thrown. */
  private static boolean tick(CompletableFuture<?> end, Duration wait) {
    try {
      end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.of(ExitCodes.INTERRUPTED, "Interrupted.", "", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new CompletionException(e.getCause());
    }
  }

  private Verdict inspect(long receivedLines) throws IOException {
    story.chapter("What lies in Kafka");
    ClearTextSearch control = ClearTextSearch.forLinesOf(input.file(), input.lines());
    control.inLinesOf(input.file());
    ClearTextSearch search = control.again();
    KafkaWitness.Sight sight = KafkaWitness.look(system.endpoint().kafka(), topic, search::in);
    story.line(
        "a plain Kafka consumer sees "
            + Figures.count(sight.records(), "committed record")
            + ", "
            + Figures.bytes(sight.bytes())
            + "; the first one begins with");
    sight
        .first()
        .ifPresent(
            value -> HexDump.of(value, EXCERPT_BYTES).forEach(row -> story.line("  " + row)));
    if (search.pieces() == 0) {
      story.line("all lines are too short to tell a find from chance: not searched for");
    } else {
      story.line(
          "searched for "
              + search.pieces()
              + " of the lines: "
              + control.found()
              + " found in the file itself, "
              + search.found()
              + " in Kafka's records");
    }
    if (control.found() < control.pieces()) {
      throw CliException.of(
          ExitCodes.NOT_VERIFIED, "The search does not find what is there.", "This is a bug.");
    }
    return Verdict.of(input, received, receivedLines, sight, search.found());
  }

  private static CompletableFuture<Void> inThread(String name, Runnable body) {
    return CompletableFuture.runAsync(
        body,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          thread.start();
        });
  }
}
