package io.switchboard.sdk.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The batches of a publisher that wait for their turn, bounded by count and bytes. Not thread-safe:
 * the engine's lock guards it.
 */
final class BatchQueue {
  private final int maxBatches;
  private final long maxBytes;
  private final ArrayDeque<PendingBatch> batches = new ArrayDeque<>();
  private long bytes;
  private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

  BatchQueue(int maxBatches, long maxBytes) {
    this.maxBatches = maxBatches;
    this.maxBytes = maxBytes;
  }

  /** Takes a batch, unless the queue is full. An empty queue takes any batch. */
  boolean offer(PendingBatch batch) {
    if (!batches.isEmpty() && bytes + batch.events.encodedBytes() > maxBytes
        || batches.size() >= maxBatches) {
      return false;
    }
    batches.addLast(batch);
    bytes += batch.events.encodedBytes();
    return true;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  PendingBatch head() {
    return batches.getFirst();
  }

  Iterable<PendingBatch> all() {
    return batches;
  }

  PendingBatch take() {
    PendingBatch head = batches.removeFirst();
    bytes -= head.events.encodedBytes();
    return head;
  }

  /** Takes the batches at the head that have waited long enough. */
  List<PendingBatch> takeOverdue(long nowNanos) {
    List<PendingBatch> overdue = new ArrayList<>();
    while (!batches.isEmpty() && batches.getFirst().waitsUntilNanos - nowNanos <= 0) {
      overdue.add(take());
    }
    return overdue;
  }

  List<PendingBatch> takeAll() {
    List<PendingBatch> all = List.copyOf(batches);
    batches.clear();
    bytes = 0;
    return all;
  }

  /** Completed, or to be completed when a batch has left. */
  CompletableFuture<Void> room() {
    if (room.isDone() && (batches.size() >= maxBatches || bytes >= maxBytes)) {
      room = new CompletableFuture<>();
    }
    return room;
  }

  /** Not completed before a batch has left. */
  CompletableFuture<Void> nextRoom() {
    if (room.isDone()) {
      room = new CompletableFuture<>();
    }
    return room;
  }

  /** Tells those who wait for room; to be run outside of the lock. */
  Runnable roomFreed() {
    CompletableFuture<Void> freed = room;
    return () -> freed.complete(null);
  }
}
