package io.switchboard.entity.simulator;

import io.switchboard.core.model.Digest;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One partition of Kafka, of the topic or of the ledger: records of transactions, and markers that
 * end them. What is behind the first record of a transaction without marker is not visible yet.
 */
final class ModelLog {
  /** What a record holds. */
  sealed interface Payload {}

  /** One event of a batch. */
  record DataEvent(SessionId session, long seq, int index, int of, Digest digest)
      implements Payload {}

  record LedgerRecord(SessionId session, Ledger.Entry entry) implements Payload {}

  /** The end of a transaction in this partition; takes an offset, as in Kafka. */
  record Marker() implements Payload {}

  private record Entry(Transaction transaction, Payload payload) {}

  private final String name;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Transaction> marked = new HashSet<>();
  private int stable;
  private long logStart;

  ModelLog(String name) {
    this.name = name;
  }

  void append(Transaction transaction, Payload payload) {
    entries.add(new Entry(transaction, payload));
    transaction.wrote(this, payload);
  }

  /** Writes the marker that ends a transaction here. */
  void mark(Transaction transaction) {
    marked.add(transaction);
    entries.add(new Entry(transaction, new Marker()));
  }

  /** The latest offset, read uncommitted. */
  long end() {
    return entries.size();
  }

  /** The last stable offset: the first record of a transaction that has not ended here. */
  long stable() {
    while (stable < entries.size() && isOver(entries.get(stable).transaction())) {
      stable++;
    }
    return stable;
  }

  private boolean isOver(Transaction transaction) {
    return transaction == Transaction.NONE || marked.contains(transaction);
  }

  long logStart() {
    return logStart;
  }

  /** Retention eats the oldest records, as far as they are stable. */
  void retainFrom(long offset) {
    logStart = Math.max(logStart, Math.min(offset, stable()));
  }

  /** True if a {@code read_committed} reader is shown this offset, which must be stable. */
  boolean isVisible(long offset) {
    Entry entry = entries.get((int) offset);
    return !(entry.payload() instanceof Marker)
        && (entry.transaction() == Transaction.NONE || entry.transaction().isCommitted());
  }

  Payload at(long offset) {
    return entries.get((int) offset).payload();
  }

  @Override
  public String toString() {
    return name;
  }
}
