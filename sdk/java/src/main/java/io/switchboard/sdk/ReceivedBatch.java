package io.switchboard.sdk;

import io.switchboard.sdk.internal.session.SubscriberEngine;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A batch as read, with its ack. At most one batch of a subscriber is out at a time; until it is
 * acknowledged, polling gives it again.
 */
public final class ReceivedBatch {
  private final SubscriberEngine engine;
  private final SubscriberEngine.Delivery delivery;

  ReceivedBatch(SubscriberEngine engine, SubscriberEngine.Delivery delivery) {
    this.engine = engine;
    this.delivery = delivery;
  }

  /** The session that it came in. */
  public String session() {
    return delivery.session();
  }

  /** Its number in that session, from 1. */
  public long seq() {
    return delivery.batch().seq();
  }

  /** The events, ordered by partition, then offset. Cannot be changed. */
  public List<ReceivedEvent> events() {
    return delivery.batch().events();
  }

  /** Opaque bytes: where another session can start behind this batch. A copy. */
  public byte[] cursor() {
    return delivery.batch().cursor().copy();
  }

  /**
   * Events that were delivered before a crash and are no longer in Kafka (retention, compaction).
   */
  public int missingEvents() {
    return delivery.batch().missingEvents();
  }

  /**
   * A hint: this batch, or another version of it, was delivered to this or an earlier holder of the
   * session before. False does not promise that it was not.
   */
  public boolean redelivered() {
    return delivery.redelivered();
  }

  /**
   * Acknowledges the batch and waits for the answer: the position has moved behind it. Repeating it
   * is harmless. After a {@link DeadlineExceededException} the next poll carries the ack; or repeat
   * it.
   *
   * @throws BatchSupersededException if another version of the batch counts: drop this one, and
   *     poll
   */
  public void ack() {
    Blocking.await(this::ackAsync, "ackAsync");
  }

  /** As {@link #ack}, without waiting. */
  public CompletableFuture<Void> ackAsync() {
    return engine.acknowledge(delivery);
  }

  /**
   * Notes that the application is done with the batch; the next poll carries the ack, which saves a
   * round trip, and close sends it otherwise. Until then the back end may deliver the batch again,
   * should this process die. Never fails.
   */
  public void ackLazily() {
    engine.acknowledgeLazily(delivery);
  }

  SubscriberEngine.Delivery delivery() {
    return delivery;
  }
}
