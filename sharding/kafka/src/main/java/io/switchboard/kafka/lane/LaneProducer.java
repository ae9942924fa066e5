package io.switchboard.kafka.lane;

import io.switchboard.core.model.LaneId;
import io.switchboard.kafka.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How a lane's Kafka producer is set up, and why. */
final class LaneProducer {
  /** No record above it is sent, whatever its topic allows. */
  static final int MAX_RECORD_BYTES = 15 << 20;

  /**
   * How long one blocking call may wait; such calls are repeated. Metadata is warm, so that a send
   * normally waits for nothing.
   */
  private static final int MAX_BLOCK_MS = 1_000;

  /** One request, so that a silent broker leaves time for a second try within the delivery. */
  private static final int REQUEST_TIMEOUT_MS = 3_500;

  /** Below the transaction's time-out: a send fails before the coordinator aborts. */
  private static final int DELIVERY_TIMEOUT_MS = 8_000;

  /**
   * Short, because the open transaction of a dead lane holds back every reader of its topics until
   * then (or until it is fenced).
   */
  static final int TRANSACTION_TIMEOUT_MS = 10_000;

  /** Records of one partition go together up to so many bytes. */
  static final int BATCH_BYTES = 256 << 10;

  private LaneProducer() {}

  static Producer<byte[], byte[]> create(KafkaSettings settings, LaneId id) {
    return new KafkaProducer<>(
        settings.connection().toClientConfig(config(settings, id)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static Map<String, Object> config(KafkaSettings settings, LaneId id) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, id.value());
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id.value());
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    config.put(ProducerConfig.LINGER_MS_CONFIG, settings.lanes().lingerMs());
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES + (1 << 20));
    config.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Math.max(64L << 20, 4L * settings.lanes().maxTransactionBytes()));
    // Payloads are mostly encrypted, and are compressed before that.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return config;
  }
}
