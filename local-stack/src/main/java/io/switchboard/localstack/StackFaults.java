package io.switchboard.localstack;

/**
 * Where a test finds the servers of the {@link SharedStack} when it wants to hurt them. Who kills
 * one ends the stack for everybody (the next to attach gets a new, empty one); a test that does so
 * better starts a {@link LocalStack} of its own and uses its {@link StackServer}s. Who pauses one
 * must resume it.
 *
 * @param kafkaPid the operating system's number of Kafka's process
 * @param cassandraPid the operating system's number of Cassandra's process
 */
public record StackFaults(long kafkaPid, long cassandraPid) {

  /** Freezes Kafka (SIGSTOP): connections stay open, nothing answers. POSIX systems only. */
  public void pauseKafka() {
    Signals.pause(kafkaPid);
  }

  /** Ends {@link #pauseKafka}. */
  public void resumeKafka() {
    Signals.resume(kafkaPid);
  }

  /** Freezes Cassandra (SIGSTOP): connections stay open, nothing answers. POSIX systems only. */
  public void pauseCassandra() {
    Signals.pause(cassandraPid);
  }

  /** Ends {@link #pauseCassandra}. */
  public void resumeCassandra() {
    Signals.resume(cassandraPid);
  }
}
