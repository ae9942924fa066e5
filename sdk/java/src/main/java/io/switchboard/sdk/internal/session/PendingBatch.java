package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import io.switchboard.sdk.internal.wire.Token;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A batch on its way from a caller to Kafka. Its fields are guarded by the engine's lock. */
final class PendingBatch {
  final EncodedEvents events;

  /** Completes when the batch is committed. */
  final CompletableFuture<PublishResult> future = new CompletableFuture<>();

  /** Completes when the batch is accepted, in the ack mode that tells this apart. */
  final CompletableFuture<PublishResult> accepted = new CompletableFuture<>();

  /** When the caller has waited long enough, if the batch's turn has not come by then. */
  final long waitsUntilNanos;

  /** Its caller waits for it, and not for the future. */
  final boolean awaited;

  /** Its ack does not wait for another batch. */
  boolean urgent;

  /** Its number in the session, once it is staged. */
  long seq;

  /** Its newest stage's, if it is kept here. */
  Optional<Token> token = Optional.empty();

  /** Its caller was told, or is being told, that it is accepted. */
  boolean told;

  private long deadlineNanos;
  private boolean begun;

  PendingBatch(EncodedEvents events, boolean urgent, long waitsUntilNanos) {
    this.events = events;
    this.awaited = urgent;
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

  /** It is to be written again, for no fault of its own. */
  void beginAgain(long deadline) {
    deadlineNanos = deadline;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** The same batch with futures of its own. */
  PendingBatch renewed() {
    PendingBatch again = new PendingBatch(events, false, waitsUntilNanos);
    again.urgent = true;
    again.seq = seq;
    again.token = token;
    again.begin(deadlineNanos);
    return again;
  }

  /** Tells whoever waits; outside of the lock. */
  void accept(PublishResult result) {
    accepted.complete(result);
  }

  /** Tells whoever waits; outside of the lock. */
  void commit(PublishResult result) {
    future.complete(result);
    accepted.complete(result);
  }

  /** Tells whoever waits; outside of the lock. */
  void fail(Throwable reason) {
    future.completeExceptionally(reason);
    accepted.completeExceptionally(reason);
  }
}
