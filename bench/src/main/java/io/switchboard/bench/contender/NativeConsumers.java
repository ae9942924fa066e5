package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Plain consumers of committed records, one partition each, from its begin to its end, several
 * times over so that a run is not too short. Nothing is decrypted and no position is stored.
 */
public final class NativeConsumers implements Contender {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String bootstrap;
  private final StoredEvents stored;
  private final int maxEvents;
  private final int passes;

  public NativeConsumers(String bootstrap, StoredEvents stored, int maxEvents, int passes) {
    this.bootstrap = bootstrap;
    this.stored = stored;
    this.maxEvents = maxEvents;
    this.passes = passes;
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Work run(Duration ignored) throws Exception {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxEvents);
    List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    try {
      List<Workers.Job> jobs = new ArrayList<>();
      for (int partition = 0; partition < stored.partitions(); partition++) {
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.add(consumer);
        List<TopicPartition> mine = List.of(new TopicPartition(stored.topic(), partition));
        consumer.assign(mine);
        jobs.add(tally -> read(consumer, mine, tally));
      }
      return Workers.run(jobs);
    } finally {
      consumers.forEach(KafkaConsumer::close);
    }
  }

  private void read(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> mine, Workers.Tally tally) {
    for (long pass = 1; pass <= passes; pass++) {
      consumer.seekToBeginning(mine);
      long lastEvents = System.nanoTime();
      while (tally.events() < pass * stored.perPartition()) {
        long start = System.nanoTime();
        int count = consumer.poll(POLL).count();
        if (count > 0) {
          lastEvents = System.nanoTime();
          tally.batch(count, lastEvents - start);
        } else if (System.nanoTime() - lastEvents > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "Kafka gave %,d of %,d events of a partition, and no more within %s"
                  .formatted(tally.events(), (long) passes * stored.perPartition(), PATIENCE));
        }
      }
    }
  }
}
