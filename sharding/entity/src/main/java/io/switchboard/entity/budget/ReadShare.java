package io.switchboard.entity.budget;

import java.util.Arrays;

/**
 * One reader's part of the {@link ReadBudget}: how many bytes each of its partitions may have under
 * way and unread. It follows what is fair at the moment whenever bytes are read, one partition at a
 * time; never below one byte, for which a record comes. Used by one actor only.
 */
public final class ReadShare {
  private final ReadBudget budget;
  private final int[] allowed;
  private long collected;
  private boolean closed;

  ReadShare(ReadBudget budget, int partitions, int bytes) {
    this.budget = budget;
    this.allowed = new int[partitions];
    int each = partitions == 0 ? 0 : bytes / partitions;
    Arrays.fill(allowed, Math.max(1, each));
    budget.bytes().change(sum() - bytes);
  }

  private long sum() {
    return Arrays.stream(allowed).asLongStream().sum();
  }

  /** Bytes that a partition may have under way and unread. */
  public int allowed(int index) {
    return allowed[index];
  }

  /**
   * Bytes of a partition were read.
   *
   * @return how many may be asked for in their place: fewer or more, if its part changes
   */
  public int renew(int index, int readBytes) {
    int fair = Math.max(1, budget.fairShareBytes() / allowed.length);
    int change =
        allowed[index] > fair
            ? -Math.min(readBytes, allowed[index] - fair)
            : (int) budget.bytes().takeFree(fair - allowed[index]);
    if (change < 0) {
      budget.bytes().change(change);
    }
    allowed[index] += change;
    return readBytes + change;
  }

  /** Bytes that are kept here until the share is closed, whatever is fair. */
  public void collect(int bytes) {
    collected += bytes;
    budget.bytes().change(bytes);
  }

  /** Gives everything back. Idempotent. */
  public void close() {
    if (!closed) {
      closed = true;
      budget.bytes().change(-sum() - collected);
      budget.closed();
    }
  }
}
