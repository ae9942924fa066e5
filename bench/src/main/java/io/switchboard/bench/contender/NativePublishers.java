package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Threads that share one plain idempotent producer, each waiting until all replicas have its batch.
 * No transactions, no encryption: what a program gives up with these is what Switchboard costs.
 *
 * <p>Either with Kafka's own defaults, as most programs run it; or tuned as far as we could: no
 * lingering (a batch is complete when it is sent), a batch goes to one partition, and the
 * producer's batches are large enough to take it whole.
 */
public final class NativePublishers implements Contender, BatchSenders {
  private static final int PRODUCER_BATCH_BYTES = 256 << 10;
  private static final long PRODUCER_MEMORY_BYTES = 128L << 20;

  /** How the producer is set up. */
  public enum Setup {
    KAFKA_DEFAULTS,
    TUNED
  }

  private final Setup setup;
  private final String bootstrap;
  private final String topic;
  private final int partitions;
  private final int writers;
  private final int depth;
  private final byte[][] values;
  private final AtomicInteger batches = new AtomicInteger();
  private KafkaProducer<byte[], byte[]> producer;

  public NativePublishers(
      Setup setup,
      String bootstrap,
      String topic,
      int partitions,
      int writers,
      int depth,
      byte[][] values) {
    this.setup = setup;
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.partitions = partitions;
    this.writers = writers;
    this.depth = depth;
    this.values = values;
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public void open() {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    if (setup == Setup.TUNED) {
      config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
      config.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
      config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_MEMORY_BYTES);
    }
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public List<Supplier<CompletableFuture<?>>> senders() {
    List<Supplier<CompletableFuture<?>>> senders = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      senders.add(this::send);
    }
    return senders;
  }

  @Override
  public int batchEvents() {
    return values.length;
  }

  @Override
  public Work run(Duration time) throws Exception {
    return Publishing.run(senders(), values.length, depth, time);
  }

  private CompletableFuture<Void> send() {
    Integer partition =
        setup == Setup.TUNED ? Math.floorMod(batches.getAndIncrement(), partitions) : null;
    CompletableFuture<Void> committed = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(values.length);
    Callback onAnswer =
        (metadata, failure) -> {
          if (failure != null) {
            committed.completeExceptionally(failure);
          } else if (left.decrementAndGet() == 0) {
            committed.complete(null);
          }
        };
    for (byte[] value : values) {
      producer.send(new ProducerRecord<>(topic, partition, null, value), onAnswer);
    }
    return committed;
  }

  @Override
  public void close() {
    producer.close();
  }
}
