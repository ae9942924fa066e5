package io.switchboard.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies in Kafka, seen by a plain consumer that knows nothing of Switchboard. */
public final class RawKafka {
  private RawKafka() {}

  /**
   * A topic as it was at a moment.
   *
   * @param records the committed ones
   * @param ends by partition, behind the last of them
   */
  public record Snapshot(List<ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> ends) {}

  /** Every committed record of a topic, up to its end at this moment. */
  static List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
    return read(topic).records();
  }

  /** The same, of a Kafka of one's own. */
  static List<ConsumerRecord<byte[], byte[]>> readCommitted(String kafka, String topic) {
    return read(kafka, topic).records();
  }

  /** The same, with the ends. */
  static Snapshot read(String topic) {
    return read(TestNode.stack().kafkaBootstrap(), topic);
  }

  /** The same, of a Kafka of one's own. */
  public static Snapshot read(String kafka, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", kafka,
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
            records.add(record);
          }
        }
      }
      return new Snapshot(
          records,
          ends.entrySet().stream()
              .collect(Collectors.toMap(e -> e.getKey().partition(), Map.Entry::getValue)));
    }
  }
}
