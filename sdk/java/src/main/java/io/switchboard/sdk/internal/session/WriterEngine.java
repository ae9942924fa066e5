package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A writer's session at work, in one of the ack modes. Thread-safe; never blocks. */
public interface WriterEngine {
  /** What became of a submission: either taken, or there is no room until a future completes. */
  record Submission(
      Optional<CompletableFuture<PublishResult>> taken, CompletableFuture<Void> room) {
    static Submission of(CompletableFuture<PublishResult> result) {
      return new Submission(Optional.of(result), CompletableFuture.completedFuture(null));
    }
  }

  /**
   * Takes a batch if there is room.
   *
   * @param urgent the caller waits for it: its ack does not wait for another batch
   */
  Submission submit(EncodedEvents events, boolean urgent);

  /** Completes when there is room for another batch. */
  CompletableFuture<Void> room();

  /** Completes when every batch submitted so far is settled; fails with the first failure. */
  CompletableFuture<Void> flush();

  /**
   * Takes no more batches, and flushes.
   *
   * @param within what is not settled by then fails as uncertain, where it has no deadline itself
   */
  CompletableFuture<Void> drain(Duration within);

  /** Whether the session is in order: nothing is in doubt or lost. */
  boolean isHealthy();

  /** Asks again for what is in doubt. */
  CompletableFuture<PublishResult> resolve(Duration within);
}
