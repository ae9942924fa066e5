package io.switchboard.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a {@link LocalStack} is to run. Immutable; the {@code with} methods give changed copies.
 *
 * @param directory everything the stack writes goes here: data, logs, generated configuration; kept
 *     between runs
 * @param kafkaHeapMb Kafka's {@code -Xmx}, 128 to 65,536 MiB
 * @param cassandraHeapMb Cassandra's {@code -Xmx}, 256 to 65,536 MiB
 * @param kafkaPort the port that Kafka should have; the next free one is taken if it is not free; 0
 *     for any
 * @param cassandraPort the port that Cassandra's clients should connect to; the next free one if it
 *     is not free; 0 for any
 * @param durability which accident the data survives
 * @param quickStart spares the servers' JVMs the optimizing compiler: they are ready in two thirds
 *     of the time, and serve less under load; for tests and demos, not for benchmarks
 * @param startTimeout how long each server may take until it answers
 * @param progress receives a line of text for each step; may be called from two threads, never at
 *     the same time
 */
public record LocalStackOptions(
    Path directory,
    int kafkaHeapMb,
    int cassandraHeapMb,
    int kafkaPort,
    int cassandraPort,
    Durability durability,
    boolean quickStart,
    Duration startTimeout,
    Consumer<String> progress) {

  public static final int DEFAULT_KAFKA_PORT = 19092;
  public static final int DEFAULT_CASSANDRA_PORT = 19042;
  public static final int DEFAULT_KAFKA_HEAP_MB = 512;
  public static final int DEFAULT_CASSANDRA_HEAP_MB = 768;
  private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(2);
  private static final int MAX_HEAP_MB = 65_536;

  public LocalStackOptions {
    directory = directory.toAbsolutePath().normalize();
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(progress, "progress");
    List<String> problems = new ArrayList<>();
    within("kafkaHeapMb", kafkaHeapMb, 128, MAX_HEAP_MB, problems);
    within("cassandraHeapMb", cassandraHeapMb, 256, MAX_HEAP_MB, problems);
    within("kafkaPort", kafkaPort, 0, 65_535, problems);
    within("cassandraPort", cassandraPort, 0, 65_535, problems);
    if (kafkaPort != 0 && kafkaPort == cassandraPort) {
      problems.add("kafkaPort and cassandraPort are both " + kafkaPort);
    }
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      problems.add("startTimeout must be more than 0, was " + startTimeout);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** The defaults, with everything below the given directory, and no word about progress. */
  public static LocalStackOptions in(Path directory) {
    return new LocalStackOptions(
        directory,
        DEFAULT_KAFKA_HEAP_MB,
        DEFAULT_CASSANDRA_HEAP_MB,
        DEFAULT_KAFKA_PORT,
        DEFAULT_CASSANDRA_PORT,
        Durability.PROCESS_CRASH,
        false,
        DEFAULT_START_TIMEOUT,
        line -> {});
  }

  public LocalStackOptions withHeapMb(int kafka, int cassandra) {
    return new LocalStackOptions(
        directory,
        kafka,
        cassandra,
        kafkaPort,
        cassandraPort,
        durability,
        quickStart,
        startTimeout,
        progress);
  }

  public LocalStackOptions withPorts(int kafka, int cassandra) {
    return new LocalStackOptions(
        directory,
        kafkaHeapMb,
        cassandraHeapMb,
        kafka,
        cassandra,
        durability,
        quickStart,
        startTimeout,
        progress);
  }

  public LocalStackOptions withDurability(Durability newDurability) {
    return new LocalStackOptions(
        directory,
        kafkaHeapMb,
        cassandraHeapMb,
        kafkaPort,
        cassandraPort,
        newDurability,
        quickStart,
        startTimeout,
        progress);
  }

  public LocalStackOptions withQuickStart(boolean newQuickStart) {
    return new LocalStackOptions(
        directory,
        kafkaHeapMb,
        cassandraHeapMb,
        kafkaPort,
        cassandraPort,
        durability,
        newQuickStart,
        startTimeout,
        progress);
  }

  public LocalStackOptions withStartTimeout(Duration newTimeout) {
    return new LocalStackOptions(
        directory,
        kafkaHeapMb,
        cassandraHeapMb,
        kafkaPort,
        cassandraPort,
        durability,
        quickStart,
        newTimeout,
        progress);
  }

  public LocalStackOptions withProgress(Consumer<String> newProgress) {
    return new LocalStackOptions(
        directory,
        kafkaHeapMb,
        cassandraHeapMb,
        kafkaPort,
        cassandraPort,
        durability,
        quickStart,
        startTimeout,
        newProgress);
  }

  private static void within(String name, int value, int min, int max, List<String> problems) {
    if (value < min || value > max) {
      problems.add(name + " must be between " + min + " and " + max + ", was " + value);
    }
  }
}
