package io.switchboard.sdk;

import io.switchboard.sdk.internal.session.SubscriberEngine;
import io.switchboard.sdk.internal.wire.Token;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads batches of one topic; each is read again until it is acknowledged.
 *
 * <p>For one thread at a time; asynchronous calls are queued, at most 64. {@link #close} may come
 * from any thread and stops a poll under way. When the session is gone, a new one goes on behind
 * the last batch that was acknowledged, also lazily; {@link ClientListener#onReallocated} tells.
 * Batch numbers then start at 1 again.
 */
public final class Subscriber implements AutoCloseable {
  private final SubscriberEngine engine;
  private final String topic;
  private final Duration closeTimeout;
  private volatile ReceivedBatch last;

  Subscriber(SubscriberEngine engine, String topic, Duration closeTimeout) {
    this.engine = engine;
    this.topic = topic;
    this.closeTimeout = closeTimeout;
  }

  /** The current session's id, by which it can be attached to. */
  public String session() {
    return engine.session().id();
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  /** The limits of the current session. */
  public SessionLimits limits() {
    return engine.session().limits();
  }

  /**
   * Reads the next batch; the batch that is out, if there is one. Carries the ack of a batch that
   * was acknowledged lazily.
   *
   * @param maxWait for events; the SDK repeats the call where the session's limit is shorter
   * @return empty: nothing arrived in time
   * @throws BatchSupersededException if the lazily acknowledged batch does not count: poll again
   * @throws HolderSupersededException if another client took the session over
   * @throws DeadlineExceededException if no answer came for maxWait and the operation time-out
   */
  public Optional<ReceivedBatch> poll(Duration maxWait) {
    return Blocking.await(() -> pollAsync(maxWait), "pollAsync");
  }

  /**
   * As {@link #poll}, without waiting. Cancelling the future does not stop the read; close does.
   */
  public CompletableFuture<Optional<ReceivedBatch>> pollAsync(Duration maxWait) {
    return engine.poll(maxWait).thenApply(delivery -> delivery.map(this::batch));
  }

  private ReceivedBatch batch(SubscriberEngine.Delivery delivery) {
    ReceivedBatch known = last;
    if (known == null || !known.delivery().isSameAs(delivery)) {
      known = new ReceivedBatch(engine, delivery);
      last = known;
    }
    return known;
  }

  /**
   * The batches as they come, until none arrives for a while. Asking for the next one acknowledges
   * the one before lazily; leaving the loop early does not.
   *
   * @param idleStop how long to wait for a batch before the loop ends
   */
  public Iterable<ReceivedBatch> batches(Duration idleStop) {
    return () -> new BatchIterator(idleStop);
  }

  /** Tells the back end of a lazily acknowledged batch, and waits for the answer. */
  public void flush() {
    Blocking.await(() -> engine.flush(), "flushAsync");
  }

  /** As {@link #flush}, without waiting. */
  public CompletableFuture<Void> flushAsync() {
    return engine.flush();
  }

  /**
   * Opaque bytes: where another session can start behind the last batch that was acknowledged, also
   * lazily. Empty before the first one, unless the subscriber itself started from a cursor or was
   * attached.
   */
  public Optional<byte[]> cursor() {
    return engine.cursor().map(Token::copy);
  }

  /** The number, in the current session, of the last batch that was acknowledged, also lazily. */
  public long position() {
    return engine.position();
  }

  /**
   * Stops a poll under way, sends the ack of a lazily acknowledged batch, and ends the session
   * unless the options forbid it. A batch that is out stays unacknowledged. Repeating it does
   * nothing.
   *
   * @throws SwitchboardException if that ack failed
   */
  @Override
  public void close() {
    Blocking.await(this::closeAsync, "closeAsync");
  }

  /** As {@link #close}, without waiting. */
  public CompletableFuture<Void> closeAsync() {
    return engine.close(closeTimeout);
  }

  private final class BatchIterator implements Iterator<ReceivedBatch> {
    private final Duration idleStop;
    private ReceivedBatch handedOut;
    private ReceivedBatch next;

    BatchIterator(Duration idleStop) {
      this.idleStop = idleStop;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        if (handedOut != null) {
          handedOut.ackLazily();
          handedOut = null;
        }
        next = poll(idleStop).orElse(null);
      }
      return next != null;
    }

    @Override
    public ReceivedBatch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No batch arrived within " + idleStop + ".");
      }
      handedOut = next;
      next = null;
      return handedOut;
    }
  }
}
