package io.switchboard.kafka.lane;

/**
 * Which partition takes the batches that name neither key nor partition: the same one for all that
 * gather for a transaction, up to some bytes, then the next. Each partition of a transaction costs
 * the broker a mark and an append, so a transaction of many small batches should touch few.
 * Thread-safe.
 */
final class KeylessTurns {
  /** As much as the producer sends to one partition at once. */
  static final int TURN_BYTES = LaneProducer.BATCH_BYTES;

  private int turn;
  private int bytes;

  /** The turn of a batch, from any number on; modulo the topic's partitions it is its partition. */
  synchronized int of(int batchBytes) {
    if (bytes > 0 && bytes + (long) batchBytes > TURN_BYTES) {
      next();
    }
    bytes = (int) Math.min(Integer.MAX_VALUE, bytes + (long) batchBytes);
    return turn;
  }

  /** To be called when a transaction has got its batches, and when a partition takes none. */
  synchronized void next() {
    turn++;
    bytes = 0;
  }
}
