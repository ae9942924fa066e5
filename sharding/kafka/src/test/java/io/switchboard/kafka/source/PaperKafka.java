package io.switchboard.kafka.source;

import io.switchboard.core.model.TopicRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;

/** A cluster on paper, for the faults that a real one does not show on demand. */
final class PaperKafka implements ConsumerFactory, TopicCheck {
  final Map<TopicPartition, List<byte[]>> logs = new ConcurrentHashMap<>();
  final Set<TopicPartition> poisoned = ConcurrentHashMap.newKeySet();
  final Set<String> denied = ConcurrentHashMap.newKeySet();
  final AtomicInteger consumers = new AtomicInteger();
  final AtomicInteger breakNextPolls = new AtomicInteger();
  volatile boolean cannotOpen;
  volatile boolean silent;
  volatile boolean cannotCheck;
  volatile boolean staleMetadata;

  static TopicRef ref(String topic) {
    return new TopicRef(topic, "id-" + topic);
  }

  void append(String topic, int partition, int count) {
    List<byte[]> log =
        logs.computeIfAbsent(new TopicPartition(topic, partition), key -> new ArrayList<>());
    synchronized (log) {
      for (int i = 0; i < count; i++) {
        log.add(new byte[100]);
      }
    }
  }

  @Override
  public Consumer<byte[], byte[]> open(String name, FetchPlan.Role role, Runnable onMetadata) {
    if (cannotOpen) {
      throw new KafkaException("no cluster");
    }
    consumers.incrementAndGet();
    return new PaperConsumer(onMetadata);
  }

  @Override
  public CompletionStage<Map<TopicRef, Answer>> check(Set<TopicRef> topics) {
    if (cannotCheck) {
      return CompletableFuture.failedFuture(new KafkaException("no answer"));
    }
    Map<TopicRef, Answer> answers = new HashMap<>();
    topics.forEach(
        topic ->
            answers.put(
                topic,
                topic.equals(ref(topic.name())) && !staleMetadata
                    ? new Answer.Same(8)
                    : new Answer.Gone("another")));
    return CompletableFuture.completedFuture(answers);
  }

  @Override
  public void close() {}

  private final class PaperConsumer extends MockConsumer<byte[], byte[]> {
    private final Runnable onMetadata;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final MetricName fetchTotal =
        new MetricName("fetch-total", "", "", Map.of("client-id", "paper"));
    private long answers;
    private boolean woken;

    private PaperConsumer(Runnable onMetadata) {
      super("none");
      this.onMetadata = onMetadata;
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
      super.assign(partitions);
      positions.keySet().retainAll(partitions);
      onMetadata.run();
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      super.seek(partition, offset);
      positions.put(partition, offset);
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
      return OptionalLong.of(log(partition).size() - positions.get(partition));
    }

    @Override
    public synchronized Map<MetricName, ? extends Metric> metrics() {
      return Map.of(
          fetchTotal,
          new Metric() {
            @Override
            public MetricName metricName() {
              return fetchTotal;
            }

            @Override
            public Object metricValue() {
              return (double) answers;
            }
          });
    }

    private List<byte[]> log(TopicPartition partition) {
      return logs.computeIfAbsent(partition, key -> new ArrayList<>());
    }

    @Override
    public synchronized void wakeup() {
      woken = true;
      notifyAll();
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (breakNextPolls.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("broken");
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      if (!silent) {
        answers++;
        for (TopicPartition partition : assignment()) {
          if (!paused().contains(partition)) {
            read(partition, records, next);
          }
        }
      }
      if (next.isEmpty() && !woken) {
        try {
          wait(Math.max(1, timeout.toMillis() / 10));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      if (woken) {
        woken = false;
        if (next.isEmpty()) {
          throw new WakeupException();
        }
      }
      next.forEach((partition, position) -> positions.put(partition, position.offset()));
      return new ConsumerRecords<>(records, next);
    }

    private void read(
        TopicPartition partition,
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
        Map<TopicPartition, OffsetAndMetadata> next) {
      if (poisoned.contains(partition)) {
        throw new KafkaException("a record that cannot be read");
      }
      if (denied.contains(partition.topic())) {
        throw new TopicAuthorizationException(Set.of(partition.topic()));
      }
      List<byte[]> log = log(partition);
      long from = positions.get(partition);
      List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
      synchronized (log) {
        for (long offset = from; offset < Math.min(log.size(), from + 10); offset++) {
          read.add(
              new ConsumerRecord<>(
                  partition.topic(), partition.partition(), offset, null, log.get((int) offset)));
        }
      }
      if (!read.isEmpty()) {
        records.put(partition, read);
        next.put(partition, new OffsetAndMetadata(from + read.size()));
      }
    }
  }
}
