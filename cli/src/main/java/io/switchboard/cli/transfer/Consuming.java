package io.switchboard.cli.transfer;

import io.switchboard.cli.StopSignal;
import io.switchboard.cli.Terminal;
import io.switchboard.sdk.BatchSupersededException;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.ReceivedEvent;
import io.switchboard.sdk.StartPosition;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import io.switchboard.sdk.SwitchboardException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Reads batch by batch; acknowledges each only after all of it was written and flushed, so that
 * nothing is lost when this process dies. For one thread.
 */
final class Consuming {
  /** Why it ended. */
  enum End {
    /** The count was reached, or nothing came any more. */
    DONE,
    /** Nobody reads the output any more. */
    OUTPUT_CLOSED,
    /** A signal came. */
    SIGNAL
  }

  /** How soon a signal is seen. */
  private static final Duration SLICE = Duration.ofMillis(500);

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final SwitchboardClient client;
  private final String topic;
  private final EventSink sink;
  private final OptionalLong count;
  private final Optional<Duration> idleStop;
  private final Optional<Path> cursorFile;
  private final StopSignal stop;
  private final LongConsumer progress;

  Consuming(
      SwitchboardClient client,
      String topic,
      EventSink sink,
      OptionalLong count,
      Optional<Duration> idleStop,
      Optional<Path> cursorFile,
      StopSignal stop,
      LongConsumer progress) {
    this.client = client;
    this.topic = topic;
    this.sink = sink;
    this.count = count;
    this.idleStop = idleStop;
    this.cursorFile = cursorFile;
    this.stop = stop;
    this.progress = progress;
  }

  /**
   * Reads until an end comes.
   *
   * @param options where to start; its limit of events is this class's
   */
  End run(SubscriberOptions options) {
    Subscriber subscriber = Topics.openSubscriber(client, topic, capped(options));
    try {
      while (true) {
        if (stop.requested()) {
          return End.SIGNAL;
        }
        Optional<ReceivedBatch> next = poll(subscriber);
        if (next.isEmpty()) {
          return stop.requested() ? End.SIGNAL : End.DONE;
        }
        ReceivedBatch batch = next.get();
        if (batch.events().size() > remaining() && cursorFile.isPresent()) {
          // The cursor can only stand behind a whole batch: read this one again, cut to what is
          // wanted. It is never the first batch, so there is a place to go on from.
          byte[] place = subscriber.cursor().orElseThrow();
          subscriber.close();
          subscriber =
              Topics.openSubscriber(
                  client, topic, capped(options.startAt(StartPosition.cursor(place))));
          continue;
        }
        if (!written(batch)) {
          return End.OUTPUT_CLOSED;
        }
        batch.ackLazily();
        cursorFile.ifPresent(file -> CursorFile.write(file, topic, batch.cursor()));
        progress.accept(sink.written());
        if (remaining() == 0) {
          return End.DONE;
        }
      }
    } finally {
      close(subscriber);
    }
  }

  /** What was written stays written, whether or not the session can be told. */
  private static void close(Subscriber subscriber) {
    try {
      subscriber.close();
    } catch (SwitchboardException e) {
      Terminal.system().note("The session could not be ended and will expire: " + e.getMessage());
    }
  }

  private SubscriberOptions capped(SubscriberOptions options) {
    return count.isEmpty()
        ? options
        : options.maxEvents((int) Math.min(Integer.MAX_VALUE, Math.max(1, remaining())));
  }

  private long remaining() {
    return count.isEmpty() ? Long.MAX_VALUE : count.getAsLong() - sink.written();
  }

  /**
   * Empty: nothing came for the idle time, or a signal did. Each answer that there is nothing
   * counts for as long as was asked for, however long it took.
   */
  private Optional<ReceivedBatch> poll(Subscriber subscriber) {
    Duration left = idleStop.orElse(FOR_EVER);
    do {
      Duration wait = left.compareTo(SLICE) < 0 ? left : SLICE;
      try {
        Optional<ReceivedBatch> batch = subscriber.poll(wait);
        if (batch.isPresent() || stop.requested()) {
          return batch;
        }
        left = left.minus(wait);
      } catch (BatchSupersededException e) {
        Terminal.system()
            .note(
                "Batch "
                    + e.seq()
                    + " was replaced by another version after it was written: some of its events"
                    + " may come again.");
      }
    } while (!left.isZero());
    return Optional.empty();
  }

  /** False if nobody reads the output any more. */
  private boolean written(ReceivedBatch batch) {
    try {
      List<ReceivedEvent> events = batch.events();
      for (ReceivedEvent event : events.subList(0, (int) Math.min(events.size(), remaining()))) {
        sink.write(event);
      }
      sink.flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }
}
