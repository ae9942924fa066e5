package io.switchboard.sdk;

import io.switchboard.sdk.internal.wire.EncodedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Groups single events into batches for a {@link Publisher}, by count and bytes. For one thread at
 * a time. There is no time limit: whoever reads events from a slow source calls {@link #send} when
 * it pauses. Closing it sends what is left and flushes; the publisher stays open.
 */
public final class BatchingPublisher implements AutoCloseable {
  private final Publisher publisher;
  private final int maxEvents;
  private final int maxBytes;
  private final List<OutboundEvent> events = new ArrayList<>();
  private long bytes;

  BatchingPublisher(Publisher publisher, int maxEvents, int maxBytes) {
    if (maxEvents < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "maxEvents and maxBytes must be 1 or more, but are "
              + maxEvents
              + " and "
              + maxBytes
              + ".");
    }
    this.publisher = publisher;
    this.maxEvents = Math.min(maxEvents, publisher.limits().maxBatchEvents());
    this.maxBytes = Math.min(maxBytes, publisher.limits().maxBatchBytes());
  }

  /**
   * Adds an event. Its arrays must stay as they are until its batch was sent.
   *
   * @return the future of the batch that was full before this event or became full with it; an
   *     event of its own size above maxBytes makes a batch of its own
   */
  public Optional<CompletableFuture<PublishResult>> add(OutboundEvent event) {
    long size = EncodedEvents.payloadBytes(event);
    Optional<CompletableFuture<PublishResult>> sent = Optional.empty();
    if (!events.isEmpty() && bytes + size > maxBytes) {
      sent = send();
    }
    events.add(event);
    bytes += size;
    if (events.size() >= maxEvents || bytes >= maxBytes) {
      Optional<CompletableFuture<PublishResult>> second = send();
      sent = sent.isPresent() ? sent.map(first -> first.thenCompose(r -> second.get())) : second;
    }
    return sent;
  }

  /** Sends what was added since the last batch; empty if there is nothing. */
  public Optional<CompletableFuture<PublishResult>> send() {
    if (events.isEmpty()) {
      return Optional.empty();
    }
    List<OutboundEvent> batch = List.copyOf(events);
    events.clear();
    bytes = 0;
    return Optional.of(publisher.publishAsync(batch));
  }

  /**
   * Sends what is left and waits until all batches are settled.
   *
   * @throws SwitchboardException the first failure among those that were still under way
   */
  public void flush() {
    send();
    publisher.flush();
  }

  /** As {@link #flush}; the publisher stays open. */
  @Override
  public void close() {
    flush();
  }
}
