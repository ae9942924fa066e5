package io.switchboard.kafka;

import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.PayloadCipher;
import io.switchboard.localstack.SharedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * A Switchboard cluster of its own on the real Kafka that all tests share. Waiting is bounded: what
 * does not come fails the test.
 */
public final class KafkaBed implements AutoCloseable {
  private final KafkaSettings settings;
  private final KafkaParts parts;
  private final String prefix;
  private int topics;

  public KafkaBed(String name, UnaryOperator<KafkaSettings> change) {
    this(name, change, new Samples.MirrorCipher(true));
  }

  public KafkaBed(String name, UnaryOperator<KafkaSettings> change, PayloadCipher cipher) {
    this(SharedStack.attach().kafkaBootstrap(), name, change, cipher);
  }

  /** On another Kafka than the shared one. */
  public KafkaBed(
      String bootstrap, String name, UnaryOperator<KafkaSettings> change, PayloadCipher cipher) {
    prefix = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    settings = change.apply(KafkaSettings.defaults(KafkaConnection.plain(bootstrap), prefix));
    parts = openParts(cipher);
    try {
      parts.ensureLedgerTopic();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private KafkaParts openParts(PayloadCipher cipher) {
    return KafkaParts.open(
        settings, UUID.randomUUID(), cipher, topic -> topic.contains("encrypted"));
  }

  /** Another node of the same cluster; the caller closes it. */
  public KafkaParts anotherNode() {
    return openParts(new Samples.MirrorCipher(true));
  }

  public KafkaSettings settings() {
    return settings;
  }

  public KafkaParts parts() {
    return parts;
  }

  public TopicRef topic(int partitions) throws Exception {
    return topic("plain", partitions);
  }

  public TopicRef topic(String kind, int partitions) throws Exception {
    String name = prefix + "-" + kind + "-" + topics++;
    return get(parts.catalog().createTopic(name, partitions, OptionalInt.of(1))).ref();
  }

  /** Changes a topic's setting, and returns when the broker has learned of it. */
  public void configure(String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    parts.admin().incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    Awaitility.await(name + " of " + topic)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                value.equals(
                    parts
                        .admin()
                        .describeConfigs(List.of(resource))
                        .all()
                        .get()
                        .get(resource)
                        .get(name)
                        .value()));
  }

  public static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** A producer with an id of the test's own, initialised. */
  public KafkaProducer<byte[], byte[]> transactional(String id) {
    Map<String, Object> config = new HashMap<>();
    config.put("transactional.id", id);
    config.put("transaction.timeout.ms", 60_000);
    config.put("max.block.ms", 20_000);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings.connection().toClientConfig(config),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /**
   * Everything that is in a topic, up to its very end now, as a {@code read_committed} reader sees.
   * Waits for transactions to end: a commit is answered before its markers are written.
   */
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic) throws Exception {
    return read(topic, IsolationLevel.READ_COMMITTED);
  }

  public List<String> committedValues(String topic) throws Exception {
    return committed(topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  public List<ConsumerRecord<byte[], byte[]>> read(String topic, IsolationLevel isolation)
      throws Exception {
    int partitions =
        parts
            .admin()
            .describeTopics(List.of(topic))
            .topicNameValues()
            .get(topic)
            .get()
            .partitions()
            .size();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Object> config = new HashMap<>();
    config.put("isolation.level", isolation.toString().toLowerCase(java.util.Locale.ROOT));
    config.put("auto.offset.reset", "none");
    config.put("enable.auto.commit", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings.connection().toClientConfig(config),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (int p = 0; p < partitions; p++) {
        TopicPartition partition = new TopicPartition(topic, p);
        long end = latest(partition, IsolationLevel.READ_UNCOMMITTED);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        while (consumer.position(partition) < end) {
          if (System.nanoTime() > deadline) {
            throw new AssertionError(partition + " could not be read up to " + end);
          }
          consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
      }
    }
    return records;
  }

  public long latest(TopicPartition partition, IsolationLevel isolation) throws Exception {
    return parts
        .admin()
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)
        .get()
        .offset();
  }

  @Override
  public void close() throws InterruptedException {
    parts.close(Duration.ofSeconds(10));
  }
}
