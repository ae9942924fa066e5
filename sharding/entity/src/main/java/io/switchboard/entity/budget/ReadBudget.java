package io.switchboard.entity.budget;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory that all readers of a node share: for what they read ahead, and for delivered batches
 * that are kept until their ack. With few readers each has its full share; with many, each has less
 * and nobody none, so that a reader that waits always gets at least a record. Thread-safe.
 */
public final class ReadBudget {
  /** The share that a reader has however many there are. */
  public static final int MIN_SHARE_BYTES = 16 * 1024;

  private final HeldBytes bytes;
  private final int fullShareBytes;
  private final AtomicInteger readers = new AtomicInteger();

  /**
   * @param limitBytes what readers may hold together, but for the least shares
   * @param fullShareBytes what one reader reads ahead where there is room
   */
  public ReadBudget(long limitBytes, int fullShareBytes) {
    this.bytes = new HeldBytes(limitBytes);
    this.fullShareBytes = fullShareBytes;
  }

  /** What is held. */
  public HeldBytes bytes() {
    return bytes;
  }

  /** Gauge: readers that read ahead. */
  public int readers() {
    return readers.get();
  }

  /** What a reader should have now. */
  int fairShareBytes() {
    long fair = bytes.limit() / Math.max(1, readers.get());
    return (int) Math.min(fullShareBytes, Math.max(fair, leastShareBytes()));
  }

  private int leastShareBytes() {
    return Math.min(MIN_SHARE_BYTES, fullShareBytes);
  }

  /** Opens a share over so many partitions. */
  public ReadShare open(int partitions) {
    readers.incrementAndGet();
    int least = leastShareBytes();
    bytes.change(least);
    int share = least + (int) bytes.takeFree(fairShareBytes() - least);
    return new ReadShare(this, partitions, share);
  }

  void closed() {
    readers.decrementAndGet();
  }
}
