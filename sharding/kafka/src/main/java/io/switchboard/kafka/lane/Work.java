package io.switchboard.kafka.lane;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.core.port.ProducerLane.Publication;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A batch on its way through a lane. Its mutable fields belong to whoever holds it: first the
 * thread that prepares it, then the lane's lock and thread, never two at once.
 */
final class Work {
  private final SessionId session;
  private final long epoch;
  private final long seq;
  private final int budgetBytes;
  private final long admittedNanos;
  private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

  private List<ProducerRecord<byte[], byte[]>> records = List.of();
  private int sendBytes;
  private int maxProducerBatchBytes = Integer.MAX_VALUE;
  private int failures;
  private boolean alone;

  Work(Publication publication, long nowNanos) {
    this(
        publication.session(),
        publication.epoch(),
        publication.seq(),
        publication.batch().sizeBytes(),
        nowNanos);
  }

  Work(SessionId session, long epoch, long seq, int budgetBytes, long nowNanos) {
    this.session = session;
    this.epoch = epoch;
    this.seq = seq;
    this.budgetBytes = budgetBytes;
    this.admittedNanos = nowNanos;
  }

  SessionId session() {
    return session;
  }

  long epoch() {
    return epoch;
  }

  long seq() {
    return seq;
  }

  /** What it counts against the lane's budget, from admission to answer. */
  int budgetBytes() {
    return budgetBytes;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - admittedNanos;
  }

  CompletableFuture<Outcome> answer() {
    return answer;
  }

  /** The events' records and, last, the ledger record. */
  List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  int sendBytes() {
    return sendBytes;
  }

  /** Its topic takes no producer batch above it. */
  int maxProducerBatchBytes() {
    return maxProducerBatchBytes;
  }

  void prepared(
      List<ProducerRecord<byte[], byte[]>> ready, int bytes, int largestProducerBatchBytes) {
    records = ready;
    sendBytes = bytes;
    maxProducerBatchBytes = largestProducerBatchBytes;
  }

  /** True if it must have its next transaction for itself. */
  boolean isAlone() {
    return alone;
  }

  void setAlone() {
    alone = true;
  }

  /** How often it failed, this time included. */
  int countFailure() {
    return ++failures;
  }

  @Override
  public String toString() {
    return session + "/" + seq + "@" + epoch;
  }
}
