package io.switchboard.checker;

/** Where a reader began, which tells the checker what it may have missed before its first event. */
public enum Start {
  /** At the beginning: it must see the first event of each of its partitions first. */
  EARLIEST,
  /** At the end, a time or a cursor of others: its first event of a partition may be any. */
  ANYWHERE
}
