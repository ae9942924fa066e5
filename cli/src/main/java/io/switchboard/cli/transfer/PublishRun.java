package io.switchboard.cli.transfer;

import io.switchboard.cli.frame.FrameReader;
import io.switchboard.sdk.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/** The publish command's own way of publishing, for other commands. */
public final class PublishRun {
  private final Publishing publishing;
  private volatile boolean done;

  /**
   * Prepares to publish all frames, so many together.
   *
   * @param acknowledged called after every batch that is in Kafka, on the SDK's threads, one at a
   *     time
   */
  public PublishRun(Publisher publisher, FrameReader frames, int batch, Runnable acknowledged) {
    this.publishing =
        new Publishing(
            publisher,
            frames,
            new EventFormat(Optional.empty(), OptionalInt.empty()),
            batch,
            bytes -> {},
            acknowledged);
  }

  /**
   * Publishes all and returns how many events that were.
   *
   * @throws RuntimeException the first failure
   */
  public long run() {
    try {
      publishing.run();
      Publishing.Outcome outcome = publishing.finish();
      if (outcome.failure().isPresent()) {
        if (outcome.failure().get() instanceof RuntimeException failed) {
          throw failed;
        }
        throw new IllegalStateException(outcome.failure().get());
      }
      return outcome.published();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      done = true;
    }
  }

  /** Events that are in Kafka by now. */
  public long published() {
    return publishing.published();
  }

  /** Whether {@link #run} has ended. */
  public boolean isDone() {
    return done;
  }
}
