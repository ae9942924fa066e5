package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.util.concurrent.CompletableFuture;

/** A batch on its way from a caller to Kafka. Its fields are guarded by the engine's lock. */
final class PendingBatch {
  final EncodedEvents events;
  final CompletableFuture<PublishResult> future = new CompletableFuture<>();

  /** When the caller has waited long enough, if the batch's turn has not come by then. */
  final long waitsUntilNanos;

  /** Its ack does not wait for another batch. */
  boolean urgent;

  /** Its number in the session, once it is staged. */
  long seq;

  private long deadlineNanos;
  private boolean begun;

  PendingBatch(EncodedEvents events, boolean urgent, long waitsUntilNanos) {
    this.events = events;
    this.urgent = urgent;
    this.waitsUntilNanos = waitsUntilNanos;
  }

  /** Its turn has come: its deadline counts from now. Later calls change nothing. */
  void begin(long deadline) {
    if (!begun) {
      begun = true;
      deadlineNanos = deadline;
    }
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Tells whoever waits; outside of the lock. */
  void fail(Throwable reason) {
    future.completeExceptionally(reason);
  }
}
