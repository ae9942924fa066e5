package io.switchboard.kafka.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The latest offsets (read uncommitted) of ledger partitions, where scans for what comes next can
 * start. Thread-safe; never blocks.
 *
 * <p>One answer serves every session that asks within half a second: an older end only makes a
 * later scan longer, it hides nothing.
 */
public final class LedgerEnds {
  private static final long REUSE_NANOS = Duration.ofMillis(500).toNanos();

  private final Admin admin;
  private final String topic;
  private final int timeoutMs;
  private final LongSupplier nanoClock;
  private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

  private record Asked(long atNanos, CompletableFuture<Long> end) {}

  /**
   * @param topic the ledger topic
   * @param timeout for one question
   */
  public LedgerEnds(Admin admin, String topic, Duration timeout, LongSupplier nanoClock) {
    this.admin = admin;
    this.topic = topic;
    this.timeoutMs = Math.toIntExact(timeout.toMillis());
    this.nanoClock = nanoClock;
  }

  /** An end that the partition had at most half a second ago. Fails when Kafka does not answer. */
  public CompletableFuture<Long> latest(int partition) {
    long now = nanoClock.getAsLong();
    return asked
        .compute(partition, (p, last) -> last != null && isUsable(last, now) ? last : ask(p, now))
        .end()
        .copy();
  }

  private static boolean isUsable(Asked last, long now) {
    return !last.end().isCompletedExceptionally() && now - last.atNanos() < REUSE_NANOS;
  }

  private Asked ask(int partition, long now) {
    return new Asked(now, askNow(partition));
  }

  /**
   * How many partitions the ledger topic has. Blocks up to the time-out.
   *
   * @throws IllegalStateException if the topic does not exist or Kafka does not answer
   */
  public int partitions() {
    try {
      return admin
          .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(timeoutMs))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .size();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          e.getCause() instanceof UnknownTopicOrPartitionException
              ? "the ledger topic " + topic + " does not exist: create it before the first lane"
              : "no answer about the ledger topic " + topic,
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The end as it is now, asked after this call began. */
  CompletableFuture<Long> askNow(int partition) {
    TopicPartition ledger = new TopicPartition(topic, partition);
    return admin
        .listOffsets(
            Map.of(ledger, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(timeoutMs))
        .partitionResult(ledger)
        .toCompletionStage()
        .thenApply(result -> result.offset())
        .toCompletableFuture();
  }
}
