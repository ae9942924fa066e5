package io.switchboard.kafka.ledger;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ledger.Entry;
import io.switchboard.kafka.KafkaConnection;
import io.switchboard.kafka.ledger.LedgerRecord.LedgerFormatException;
import io.switchboard.kafka.ledger.SettlementException.PositionLostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stretch of a ledger partition, {@code read_committed}, up to an end that was taken after
 * fencing. Blocks; used by the ledger's workers.
 *
 * <p>It ends when the consumer's position has reached the end: the position also passes markers and
 * aborted records, and does not pass an open transaction. The last record's offset would not do.
 */
final class LedgerScan {
  private static final Logger log = LoggerFactory.getLogger(LedgerScan.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConnection connection;
  private final String topic;
  private final Duration timeout;
  private final CountDownLatch closed;
  private final LedgerMetrics metrics;

  LedgerScan(
      KafkaConnection connection,
      String topic,
      Duration timeout,
      CountDownLatch closed,
      LedgerMetrics metrics) {
    this.connection = connection;
    this.topic = topic;
    this.timeout = timeout;
    this.closed = closed;
    this.metrics = metrics;
  }

  /**
   * Hands over every committed record with {@code from <= offset < end}.
   *
   * @throws PositionLostException if the partition no longer has {@code from}
   * @throws SettlementException if the end was not reached in time, or a record cannot be read
   */
  void read(int partition, long from, long end, BiConsumer<SessionId, Entry> sink) {
    TopicPartition ledger = new TopicPartition(topic, partition);
    long deadline = System.nanoTime() + timeout.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(ledger));
      consumer.seek(ledger, from);
      try {
        while (consumer.position(ledger) < end) {
          if (closed.getCount() == 0) {
            throw new SettlementException("the ledger was closed");
          }
          if (System.nanoTime() - deadline >= 0) {
            throw new SettlementException(
                "ledger partition %d: at %d of %d after %s; an open transaction holds it back"
                    .formatted(partition, consumer.position(ledger), end, timeout));
          }
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (record.offset() < end) {
              accept(record, sink);
            }
          }
        }
        metrics.scans.increment();
      } catch (OffsetOutOfRangeException e) {
        throw lost(partition, from, consumer.beginningOffsets(List.of(ledger)).get(ledger));
      }
    } catch (KafkaException e) {
      throw new SettlementException("ledger partition " + partition + ": " + e, e);
    }
  }

  private PositionLostException lost(int partition, long from, long logStart) {
    metrics.lostPositions.increment();
    String alarm =
        ("ledger partition %d begins at %d, but position %d is needed: records were deleted before"
                + " a checkpoint, so what was published cannot be known; retention is too short, or"
                + " the topic was made anew")
            .formatted(partition, logStart, from);
    log.error("phase=scan alarm=positionLost reason=\"{}\"", alarm);
    return new PositionLostException(alarm, logStart);
  }

  private void accept(ConsumerRecord<byte[], byte[]> record, BiConsumer<SessionId, Entry> sink) {
    if (record.key() == null) {
      metrics.heartbeats.increment();
      return;
    }
    metrics.records.increment();
    String session = new String(record.key(), StandardCharsets.US_ASCII);
    if (!SessionId.isValid(session)) {
      metrics.foreignRecords.increment();
      log.warn(
          "phase=scan alarm=foreignRecord partition={}-{} offset={}",
          topic,
          record.partition(),
          record.offset());
      return;
    }
    try {
      sink.accept(new SessionId(session), LedgerRecord.parse(record.value()).toEntry());
    } catch (LedgerFormatException e) {
      throw new SettlementException(
          "ledger partition %d offset %d: %s"
              .formatted(record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Only the leader knows the true end.
    config.put(ConsumerConfig.CLIENT_RACK_CONFIG, "");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return new KafkaConsumer<>(
        connection.toClientConfig(config),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
