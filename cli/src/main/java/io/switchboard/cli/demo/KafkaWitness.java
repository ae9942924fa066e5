package io.switchboard.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic as any Kafka client would, past Switchboard: what lies there, and how often. For
 * one thread.
 */
final class KafkaWitness {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK_WITHIN = Duration.ofSeconds(20);

  /**
   * What was seen.
   *
   * @param records committed records
   * @param bytes of their values
   * @param first the value of the first one
   */
  record Sight(long records, long bytes, Optional<byte[]> first) {}

  private KafkaWitness() {}

  /** Reads all committed records of partition 0 and shows each value to the looker. */
  static Sight look(String bootstrap, String topic, Consumer<byte[]> looker) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), ASK_WITHIN).get(partition);
      long records = 0;
      long bytes = 0;
      Optional<byte[]> first = Optional.empty();
      while (consumer.position(partition, ASK_WITHIN) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          records++;
          bytes += record.value() == null ? 0 : record.value().length;
          first = first.isPresent() ? first : Optional.ofNullable(record.value());
          Stream.ofNullable(record.value()).forEach(looker);
        }
      }
      return new Sight(records, bytes, first);
    }
  }
}
