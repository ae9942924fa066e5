package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A transactional producer for each writer, and a transaction for each batch: the nearest that
 * Kafka itself has to a writer's session. Set up to cost least: a batch goes to one partition, as
 * one producer's batch. With Kafka's default of 16 KiB it would be several, which a broker that is
 * not done with the writer's transaction before refuses out of order. No encryption.
 */
public final class NativeTransactions implements Contender, StampedSenders {
  private static final int PRODUCER_BATCH_BYTES = 256 << 10;
  private static final int LINGER_MS = 1_000;

  private final String bootstrap;
  private final String topic;
  private final int partitions;
  private final int writers;
  private final byte[][] values;
  private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();

  public NativeTransactions(
      String bootstrap, String topic, int partitions, int writers, byte[][] values) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.partitions = partitions;
    this.writers = writers;
    this.values = values;
  }

  @Override
  public String name() {
    return "native transactions";
  }

  @Override
  public void open() {
    for (int writer = 0; writer < writers; writer++) {
      Map<String, Object> config = new HashMap<>();
      config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench-" + UUID.randomUUID());
      config.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
      // A commit waits for none of it, but nothing is sent before the batch is whole.
      config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
      KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      producers.add(producer);
      producer.initTransactions();
    }
  }

  @Override
  public List<Supplier<CompletableFuture<?>>> senders() {
    List<Supplier<CompletableFuture<?>>> senders = new ArrayList<>();
    for (int writer = 0; writer < producers.size(); writer++) {
      int mine = writer;
      senders.add(() -> publish(mine, values[0]));
    }
    return senders;
  }

  @Override
  public List<LongFunction<CompletableFuture<?>>> stampedSenders() {
    List<LongFunction<CompletableFuture<?>>> senders = new ArrayList<>();
    for (int writer = 0; writer < producers.size(); writer++) {
      int mine = writer;
      senders.add(due -> publish(mine, DueStamp.on(values[0], due)));
    }
    return senders;
  }

  /** On the writer's own thread: a producer's commit blocks. */
  private CompletableFuture<?> publish(int writer, byte[] first) {
    KafkaProducer<byte[], byte[]> producer = producers.get(writer);
    int partition = writer % partitions;
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, partition, null, first));
    for (int i = 1; i < values.length; i++) {
      producer.send(new ProducerRecord<>(topic, partition, null, values[i]));
    }
    producer.commitTransaction();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public int batchEvents() {
    return values.length;
  }

  @Override
  public Work run(Duration time) throws Exception {
    return Publishing.run(senders(), values.length, 1, time);
  }

  @Override
  public void close() {
    producers.forEach(KafkaProducer::close);
    producers.clear();
  }
}
