package io.switchboard.cli.demo;

import io.switchboard.cli.CliException;
import io.switchboard.cli.ExitCodes;
import io.switchboard.cli.Figures;
import io.switchboard.cli.transfer.ReceivedFile;
import io.switchboard.sdk.BatchSupersededException;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.Subscriber;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Reads events into a file while they are being published. {@link #run} is for one thread. */
final class ReadBack {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration NOTHING_MORE = Duration.ofMillis(1500);
  private static final Duration STUCK_AFTER = Duration.ofSeconds(120);

  private final Subscriber subscriber;
  private final ReceivedFile file;
  private final CompletableFuture<Void> began = new CompletableFuture<>();
  private final Supplier<OptionalLong> total;
  private volatile long received;
  private volatile long redelivered;

  /**
   * Prepares.
   *
   * @param total how many events there will be, once that is known
   */
  ReadBack(Subscriber subscriber, ReceivedFile file, Supplier<OptionalLong> total) {
    this.subscriber = subscriber;
    this.file = file;
    this.total = total;
  }

  /** Completes when the first events were read. */
  CompletableFuture<Void> began() {
    return began;
  }

  /** Events in the file so far. */
  long received() {
    return received;
  }

  /** Batches that were delivered more than once; each is in the file once. */
  long redelivered() {
    return redelivered;
  }

  /** Reads until all events are there, and for a moment longer, to see that nothing follows. */
  void run() {
    long progressNanos = System.nanoTime();
    while (true) {
      OptionalLong wanted = total.get();
      boolean complete = wanted.isPresent() && received >= wanted.getAsLong();
      Optional<ReceivedBatch> batch = poll(complete ? NOTHING_MORE : POLL);
      if (batch.isPresent()) {
        file.append(batch.get());
        received = file.events();
        redelivered += batch.get().redelivered() ? 1 : 0;
        batch.get().ackLazily();
        began.complete(null);
        progressNanos = System.nanoTime();
      } else if (complete) {
        return;
      } else if (Figures.since(progressNanos).compareTo(STUCK_AFTER) > 0) {
        throw CliException.of(
            ExitCodes.NOT_VERIFIED,
            "Nothing more arrived for "
                + STUCK_AFTER.toSeconds()
                + " s, after "
                + Figures.count(received, "event")
                + ".",
            "The node's log tells more.");
      }
    }
  }

  private Optional<ReceivedBatch> poll(Duration wait) {
    try {
      return subscriber.poll(wait);
    } catch (BatchSupersededException replaced) {
      // Another version of the batch counts; the next poll gives it.
      file.takeBackLast();
      received = file.events();
      return Optional.empty();
    }
  }
}
