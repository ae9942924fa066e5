package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import io.switchboard.localstack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A topic of its own in the build's Kafka, and hands to write into it. */
final class TestTopic implements AutoCloseable {
  private final String name;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> sendFailure = new AtomicReference<>();

  private TestTopic(String name) {
    this.name = name;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
    this.producer = producer(Map.of("linger.ms", 0));
  }

  static String bootstrap() {
    return SharedStack.attach().kafkaBootstrap();
  }

  static TestTopic create(int partitions) {
    return create("", partitions);
  }

  static TestTopic create(String suffix, int partitions) {
    TestTopic topic = new TestTopic("source-" + UUID.randomUUID() + suffix);
    topic.make(partitions);
    return topic;
  }

  private void make(int partitions) {
    var topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    get(() -> admin.createTopics(List.of(topic)).all().get());
    awaitLeaders(partitions);
  }

  /** A producer that is quicker than the leaders' election can trip over its own first batches. */
  private void awaitLeaders(int partitions) {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .boxed()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(name, partition),
                    partition -> OffsetSpec.latest()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> admin.listOffsets(ends).all().get().size() == partitions);
  }

  /** Deletes the topic and makes it again; returns when the new one can be written to. */
  void recreate(int partitions) {
    String before = ref().id();
    delete();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () -> {
              admin
                  .createTopics(
                      List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                  .all()
                  .get();
              return true;
            });
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> !ref().id().equals(before));
    awaitLeaders(partitions);
  }

  void delete() {
    get(() -> admin.deleteTopics(Set.of(name)).all().get());
  }

  void deleteRecordsBefore(int partition, long offset) {
    get(
        () ->
            admin
                .deleteRecords(
                    Map.of(
                        new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get());
  }

  TopicRef ref() {
    return get(
        () ->
            new TopicRef(
                name,
                admin
                    .describeTopics(Set.of(name))
                    .topicNameValues()
                    .get(name)
                    .get()
                    .topicId()
                    .toString()));
  }

  String name() {
    return name;
  }

  void append(int partition, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      send(partition, new byte[bytes]);
    }
    flush();
  }

  /** Without waiting for it; {@link #flush} does. */
  void send(int partition, byte[] value) {
    producer.send(
        new ProducerRecord<>(name, partition, null, value),
        (metadata, failure) -> {
          if (failure != null) {
            sendFailure.set(failure);
          }
        });
  }

  void flush() {
    producer.flush();
    if (sendFailure.get() != null) {
      throw new IllegalStateException("could not write to " + name, sendFailure.get());
    }
  }

  void append(int partition, byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(name, partition, key, value));
    producer.flush();
  }

  KafkaProducer<byte[], byte[]> transactional() {
    KafkaProducer<byte[], byte[]> transactional =
        producer(Map.of("transactional.id", "t-" + UUID.randomUUID()));
    transactional.initTransactions();
    return transactional;
  }

  ProducerRecord<byte[], byte[]> record(int partition, String text) {
    return new ProducerRecord<>(
        name, partition, null, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new java.util.HashMap<>(more);
    config.put("bootstrap.servers", bootstrap());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static List<Long> offsets(long from, long to) {
    return IntStream.range((int) from, (int) to)
        .mapToObj(Long::valueOf)
        .collect(Collectors.toList());
  }

  private interface Call<T> {
    T call() throws ExecutionException, InterruptedException;
  }

  private static <T> T get(Call<T> call) {
    try {
      return call.call();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
    admin.close(Duration.ofSeconds(2));
  }
}
