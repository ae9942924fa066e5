package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Plain consumers of committed records. No position is stored. */
public final class NativeReaders implements TopicReaders {
  private final String bootstrap;
  private final String topic;
  private final int partitions;
  private final int maxEvents;
  private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();

  /**
   * One for each partition of a topic.
   *
   * @param maxEvents of a poll
   */
  public NativeReaders(String bootstrap, String topic, int partitions, int maxEvents) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.partitions = partitions;
    this.maxEvents = maxEvents;
  }

  @Override
  public void open() {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            maxEvents);
    for (int partition = 0; partition < partitions; partition++) {
      KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumers.add(consumer);
      List<TopicPartition> mine = List.of(new TopicPartition(topic, partition));
      consumer.assign(mine);
      consumer.seekToBeginning(mine);
    }
  }

  @Override
  public List<Reader> readers() {
    return consumers.stream()
        .<Reader>map(consumer -> (wait, values) -> read(consumer, wait, values))
        .toList();
  }

  private static int read(
      KafkaConsumer<byte[], byte[]> consumer, Duration wait, Consumer<byte[]> values) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
    records.forEach(record -> values.accept(record.value()));
    return records.count();
  }

  @Override
  public void close() {
    consumers.forEach(KafkaConsumer::close);
  }
}
