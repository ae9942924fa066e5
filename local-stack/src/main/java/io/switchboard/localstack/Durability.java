package io.switchboard.localstack;

/** Which accident the servers' data survives; more costs speed. */
public enum Durability {
  /**
   * Data survives the end of the servers, also by {@code kill -9}, but what was written in the last
   * seconds may not survive the end of the operating system: nothing waits for the disk. The
   * default, and right for tests, demos and benchmarks.
   */
  PROCESS_CRASH,

  /**
   * Data survives a power failure too: every batch and every commit log entry waits for the disk.
   * Several times slower.
   */
  POWER_LOSS
}
