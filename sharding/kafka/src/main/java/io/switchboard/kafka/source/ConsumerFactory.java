package io.switchboard.kafka.source;

import io.switchboard.kafka.KafkaConnection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes the consumer of a fetcher, for the first time and after each one that broke. */
interface ConsumerFactory {

  /**
   * @param name for Kafka's own logs and metrics
   * @param role what it will do
   * @param onMetadata to be called, on the thread that polls, whenever metadata has arrived
   */
  Consumer<byte[], byte[]> open(String name, FetchPlan.Role role, Runnable onMetadata);

  /** Consumers of a real cluster: no group, no commits, committed records only. */
  static ConsumerFactory of(KafkaConnection connection, SourceSettings settings) {
    return (name, role, onMetadata) -> {
      Map<String, Object> own = new HashMap<>();
      own.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
      own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
      own.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
      own.put(ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG, true);
      own.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
      // While a fetch waits at a broker, no other goes there. Who catches up finds data anyway.
      own.put(
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          role == FetchPlan.Role.TAIL ? (int) settings.tailWait().toMillis() : 10);
      own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, settings.maxPartitionFetchBytes());
      own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, settings.maxFetchBytes());
      own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
      own.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
      own.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
      own.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
      return new KafkaConsumer<>(
          connection.toClientConfig(own),
          new ByteArrayDeserializer(),
          new MetadataListeningDeserializer(onMetadata));
    };
  }

  /** The one way that a consumer has to tell of new metadata: to its deserializers. */
  final class MetadataListeningDeserializer extends ByteArrayDeserializer
      implements ClusterResourceListener {
    private final Runnable onMetadata;

    private MetadataListeningDeserializer(Runnable onMetadata) {
      this.onMetadata = onMetadata;
    }

    @Override
    public void onUpdate(ClusterResource ignored) {
      onMetadata.run();
    }
  }
}
