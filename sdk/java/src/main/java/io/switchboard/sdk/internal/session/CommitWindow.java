package io.switchboard.sdk.internal.session;

import io.switchboard.sdk.internal.wire.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The batches of a session that are not known to be committed, by seq without gaps: accepted ones
 * may be lost with their node, so they are kept, unchanged, to be written again. Bounded by count
 * and bytes. Not thread-safe: the engine's lock guards it.
 */
final class CommitWindow {
  private final int maxBatches;
  private final long maxBytes;
  private final TreeMap<Long, PendingBatch> batches = new TreeMap<>();
  private long bytes;

  CommitWindow(int maxBatches, long maxBytes) {
    this.maxBatches = maxBatches;
    this.maxBytes = maxBytes;
  }

  /** Whether it takes this batch. An empty window takes any batch. */
  boolean hasRoomFor(PendingBatch batch) {
    return batches.isEmpty()
        || (batches.size() < maxBatches && bytes + batch.events.encodedBytes() <= maxBytes);
  }

  void add(long seq, PendingBatch batch) {
    if (!batches.isEmpty() && batches.lastKey() != seq - 1) {
      throw new IllegalStateException(
          "Batch " + seq + " does not follow batch " + batches.lastKey() + ".");
    }
    batch.seq = seq;
    batches.put(seq, batch);
    bytes += batch.events.encodedBytes();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  Optional<PendingBatch> get(long seq) {
    return Optional.ofNullable(batches.get(seq));
  }

  /** Of a batch that was written before. */
  Token tokenOf(long seq) {
    return get(seq)
        .flatMap(batch -> batch.token)
        .orElseThrow(() -> new IllegalStateException("Batch " + seq + " was never staged."));
  }

  /** All, in order; a copy. */
  List<PendingBatch> all() {
    return List.copyOf(batches.values());
  }

  /** Takes those up to a seq, in order. */
  List<PendingBatch> takeUpTo(long seq) {
    return take(batches.headMap(seq, true).values());
  }

  /** Takes those behind a seq, in order. */
  List<PendingBatch> takeBehind(long seq) {
    return take(batches.tailMap(seq, false).values());
  }

  /** Takes one out; those behind it move up by one and were never staged under their new seqs. */
  Optional<PendingBatch> remove(long seq) {
    Optional<PendingBatch> removed = take(batches.subMap(seq, seq + 1).values()).stream().findAny();
    for (PendingBatch batch : takeBehind(seq)) {
      batch.token = Optional.empty();
      add(batch.seq - 1, batch);
    }
    return removed;
  }

  /** Replaces each batch by one with the same bytes, of which nobody has heard yet. */
  List<PendingBatch> renewed() {
    batches.replaceAll((seq, batch) -> batch.renewed());
    return all();
  }

  private List<PendingBatch> take(Collection<PendingBatch> view) {
    List<PendingBatch> taken = new ArrayList<>(view);
    taken.forEach(batch -> bytes -= batch.events.encodedBytes());
    view.clear();
    return taken;
  }
}
