package io.switchboard.localstack;

/**
 * Where a test finds the servers of a stack when it wants to hurt them. Who kills a server of the
 * {@link SharedStack} ends it for everybody (the next to attach gets a new, empty one); a test that
 * does so better starts a {@link LocalStack} of its own.
 *
 * @param kafkaPid the operating system's number of Kafka's process
 * @param cassandraPid the operating system's number of Cassandra's process
 */
public record StackFaults(long kafkaPid, long cassandraPid) {}
