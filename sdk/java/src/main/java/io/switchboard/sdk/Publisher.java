package io.switchboard.sdk;

import io.switchboard.protocol.AckMode;
import io.switchboard.protocol.ErrorCategory;
import io.switchboard.sdk.internal.session.SessionHandle;
import io.switchboard.sdk.internal.session.WriterEngine;
import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Publishes batches of events to one topic, exactly once, in the order of the calls. A batch is
 * taken whole or not at all.
 *
 * <p>For one thread at a time; asynchronous calls are queued. A batch that fails says whether it is
 * published: {@link UncertainOutcomeException} means that it is not known, every other exception
 * that it is not published. A refused batch ({@link RefusedException}) fails alone, and batches
 * that were queued behind it are published nevertheless: who cannot accept that waits for each
 * batch.
 *
 * <p>The payload is encoded before {@link #publishAsync} returns, and sent as these very bytes on
 * every attempt.
 */
public final class Publisher implements AutoCloseable {
  private final WriterEngine engine;
  private final SessionHandle session;
  private final String topic;
  private final AckMode ackMode;
  private final boolean disposeOnClose;
  private final Duration closeTimeout;
  private boolean closed;

  Publisher(
      WriterEngine engine,
      SessionHandle session,
      String topic,
      PublisherOptions options,
      Duration closeTimeout) {
    this.engine = engine;
    this.session = session;
    this.topic = topic;
    this.ackMode = options.ackMode();
    this.disposeOnClose = options.disposeOnClose();
    this.closeTimeout = closeTimeout;
  }

  /** The session's id, by which it can be attached to. */
  public String session() {
    return session.id();
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  /** What a batch may hold. */
  public SessionLimits limits() {
    return session.limits();
  }

  /**
   * Publishes a batch and waits until it is committed in Kafka. In ack mode BUFFERED it waits only
   * until the batch is accepted: the publisher keeps it until it is committed, which {@link
   * PublishResult#committed} tells, and {@link #flush} and {@link #close} fail if it came to
   * nothing. If this process dies before, an accepted batch may be lost.
   *
   * @throws UncertainOutcomeException if it cannot be known whether it is
   * @throws SwitchboardException if it is not published
   */
  public PublishResult publish(List<OutboundEvent> events) {
    return Blocking.await(() -> submit(events, true), "publishAsync");
  }

  /** As {@link #publish(List)}. */
  public PublishResult publish(OutboundEvent... events) {
    return publish(List.of(events));
  }

  /**
   * Publishes a batch; the future completes when it is committed, in both ack modes, on a thread of
   * the SDK that must not be blocked. Blocks the caller only while the queue of waiting batches is
   * full (see {@link PublisherOptions#maxWaitingBatches}), at most for the client's operation
   * time-out.
   *
   * <p>With two or more batches given at a time, each one's write carries the ack of the one
   * before: one round trip a batch. Cancelling the future does not take the batch back.
   */
  public CompletableFuture<PublishResult> publishAsync(List<OutboundEvent> events) {
    return submit(events, false);
  }

  private CompletableFuture<PublishResult> submit(List<OutboundEvent> events, boolean urgent) {
    EncodedEvents encoded = EncodedEvents.of(events);
    long deadline = System.nanoTime() + session.operationTimeout().toNanos();
    while (true) {
      WriterEngine.Submission submission = engine.submit(encoded, urgent);
      if (submission.taken().isPresent()) {
        return submission.taken().get();
      }
      if (!awaits(() -> submission.room().copy(), deadline - System.nanoTime(), "room()")) {
        return CompletableFuture.failedFuture(
            new DeadlineExceededException(
                "The queue of waiting batches stayed full until the deadline; the batch is not"
                    + " published.",
                null,
                null,
                ErrorCategory.BACKPRESSURE,
                session.id()));
      }
    }
  }

  /** False: the time was over, and the future has failed for that. */
  private static boolean awaits(
      Supplier<CompletableFuture<Void>> future, long nanos, String instead) {
    try {
      Blocking.await(
          () -> future.get().orTimeout(Math.max(1, nanos), TimeUnit.NANOSECONDS), instead);
      return true;
    } catch (SwitchboardException e) {
      if (e.getCause() instanceof TimeoutException) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Completes when the queue of waiting batches takes another one: for callers that never block.
   */
  public CompletableFuture<Void> room() {
    return engine.room();
  }

  /**
   * Waits until every batch given so far is settled: committed, or failed. In ack mode BUFFERED for
   * no longer than the client's operation time-out.
   *
   * @throws SwitchboardException the first failure among them, and among the batches that were
   *     accepted before and that no flush has told of
   */
  public void flush() {
    if (ackMode == AckMode.BUFFERED) {
      flush(session.operationTimeout());
    } else {
      Blocking.await(this::flushAsync, "flushAsync");
    }
  }

  /**
   * As {@link #flush()}, with a deadline. Nothing is given up when it has passed: what is not
   * settled goes on, and can be flushed again.
   *
   * @throws DeadlineExceededException if it has passed
   */
  public void flush(Duration within) {
    if (!awaits(engine::flush, within.toNanos(), "flushAsync")) {
      throw new DeadlineExceededException(
          "Not all batches of session %s were settled within %s. They go on; flush again."
              .formatted(session.id(), within),
          null,
          null,
          ErrorCategory.TRY_AGAIN,
          session.id());
    }
  }

  /** As {@link #flush()}, without waiting, and without a deadline. */
  public CompletableFuture<Void> flushAsync() {
    return engine.flush();
  }

  /**
   * After an {@link UncertainOutcomeException}: asks for the same ack again. The publisher stays
   * closed for further batches, whatever comes out. In ack mode BUFFERED several batches may be in
   * doubt: what the back end has lost of them is written again, and all must be committed.
   *
   * @param within new deadline
   * @return the result (the last one's), if what is in doubt is published after all
   * @throws RefusedException if it certainly is not
   * @throws UncertainOutcomeException if it is still not known; ask again
   */
  public PublishResult resolve(Duration within) {
    return Blocking.await(() -> resolveAsync(within), "resolveAsync");
  }

  /** As {@link #resolve}, without waiting. */
  public CompletableFuture<PublishResult> resolveAsync(Duration within) {
    return engine.resolve(within);
  }

  /**
   * Groups single events into batches and publishes them pipelined.
   *
   * @param maxEvents of a batch, capped by the session's limit
   * @param maxBytes of a batch, capped by the session's limit
   */
  public BatchingPublisher batching(int maxEvents, int maxBytes) {
    return new BatchingPublisher(this, maxEvents, maxBytes);
  }

  /**
   * Takes no more batches, waits until those given are settled, and ends the session, unless the
   * options or an uncertain outcome forbid it. Repeating it does nothing.
   *
   * <p>In ack mode BUFFERED what is not committed within the client's operation time-out fails with
   * {@link UncertainOutcomeException}; the session is left alone then, and goes on to commit what
   * it has accepted.
   *
   * @throws SwitchboardException if a batch that was still under way failed, or one that was
   *     accepted and of which no flush has told
   */
  @Override
  public void close() {
    Blocking.await(this::closeAsync, "closeAsync");
  }

  /** As {@link #close}, without waiting. */
  public CompletableFuture<Void> closeAsync() {
    synchronized (this) {
      if (closed) {
        return CompletableFuture.completedFuture(null);
      }
      closed = true;
    }
    return closeNow();
  }

  private CompletableFuture<Void> closeNow() {
    return engine
        .drain(session.operationTimeout())
        .handle((done, error) -> error)
        .thenCompose(
            error -> {
              CompletableFuture<Void> ended =
                  disposeOnClose && engine.isHealthy()
                      ? session.dispose(closeTimeout).handle((reply, ignored) -> null)
                      : CompletableFuture.completedFuture(null);
              return ended.thenCompose(
                  done ->
                      error == null
                          ? CompletableFuture.<Void>completedFuture(null)
                          : CompletableFuture.<Void>failedFuture(
                              error.getCause() == null ? error : error.getCause()));
            });
  }
}
