package io.switchboard.kafka.source;

import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.TopicSource;
import io.switchboard.kafka.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How fast the source reads beside a native consumer in the same JVM, with and without decryption,
 * and how long an append takes to reach a reader at the tail.
 *
 * <p>Arguments: records per partition (default 40,000), rounds (default 3). Needs the shared
 * stack's ports free; about 1 GiB of disk.
 */
final class SourceSpeed {
  private static final int PARTITIONS = 16;
  private static final int BYTES = 1_000;
  private static final int LATENCY_SAMPLES = 1_000;
  private static final int CREDIT = 1024 * 1024;

  private static final ScheduledExecutorService SESSIONS =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sessions");
            thread.setDaemon(true);
            return thread;
          });

  private SourceSpeed() {}

  public static void main(String[] args) throws InterruptedException {
    int perPartition = args.length > 0 ? Integer.parseInt(args[0]) : 40_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    try (TestTopic open = TestTopic.create(PARTITIONS);
        TestTopic sealed = TestTopic.create("-sealed", PARTITIONS)) {
      fill(open, sealed, perPartition);
      for (int round = 1; round <= rounds; round++) {
        double one = nativeRate(open, 1, perPartition);
        double sixteen = nativeRate(open, PARTITIONS, perPartition);
        double plain = sourceRate(open, perPartition, CREDIT);
        double small = sourceRate(open, perPartition, 100 * 1024);
        double decrypted = sourceRate(sealed, perPartition, CREDIT);
        System.out.printf(
            "round %d: native, 1 consumer %,.0f/s, %d consumers %,.0f/s; source %,.0f/s, with 100 KiB"
                + " of credit %,.0f/s, with decryption %,.0f/s; source/native %.2f, decrypting %.2f%n",
            round, one, PARTITIONS, sixteen, plain, small, decrypted, plain / one, decrypted / one);
      }
      List<Long> places =
          IntStream.range(0, PARTITIONS).mapToObj(i -> (long) i * perPartition / 20).toList();
      System.out.printf(
          "%d readers at as many places of one partition: %,.0f/s, with 100 KiB of credit %,.0f/s%n",
          PARTITIONS,
          sourceRate(open, perPartition, CREDIT, places, true),
          sourceRate(open, perPartition, 100 * 1024, places, true));
      List<Long> many =
          IntStream.range(0, 160).mapToObj(i -> (long) i * perPartition / 200).toList();
      System.out.printf(
          "160 readers at as many places of %d partitions: %,.0f/s%n",
          PARTITIONS, sourceRate(open, perPartition, CREDIT, many, false));
    }
    slow(200, 1_000);
    latency(8, 8);
    latency(8, 1_000);
  }

  private static void fill(TestTopic open, TestTopic sealed, int perPartition) {
    byte[] value = new byte[BYTES];
    new Random(1).nextBytes(value);
    DummyCipher cipher = new DummyCipher();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int i = 0; i < perPartition; i++) {
        open.send(partition, value);
        sealed.send(partition, cipher.seal(sealed.name(), value));
      }
    }
    open.flush();
    sealed.flush();
  }

  private static double nativeRate(TestTopic topic, int consumers, int perPartition)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < consumers; i++) {
      List<TopicPartition> mine = new ArrayList<>();
      for (int partition = i; partition < PARTITIONS; partition += consumers) {
        mine.add(new TopicPartition(topic.name(), partition));
      }
      long wanted = (long) mine.size() * perPartition;
      Thread thread = new Thread(() -> consume(mine, wanted));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return rate(perPartition, start);
  }

  private static void consume(List<TopicPartition> partitions, long wanted) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            TestTopic.bootstrap(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long seen = 0;
      while (seen < wanted) {
        seen += consumer.poll(Duration.ofMillis(500)).count();
      }
    }
  }

  private static double rate(int perPartition, long start) {
    return (double) PARTITIONS * perPartition * 1e9 / (System.nanoTime() - start);
  }

  private static SharedTopicSource source() {
    return SharedTopicSource.start(
        KafkaConnection.plain(TestTopic.bootstrap()),
        new DummyCipher(),
        topic -> topic.endsWith("-sealed"),
        SourceSettings.defaults());
  }

  private static double sourceRate(TestTopic topic, int perPartition, int credit)
      throws InterruptedException {
    List<Long> starts = IntStream.range(0, PARTITIONS).mapToObj(partition -> 0L).toList();
    return sourceRate(topic, perPartition, credit, starts, false);
  }

  /** One reader per start; all of the first partition, or each of its own. */
  private static double sourceRate(
      TestTopic topic, int perPartition, int credit, List<Long> starts, boolean onePartition)
      throws InterruptedException {
    TopicRef ref = topic.ref();
    CountDownLatch left = new CountDownLatch(starts.size());
    List<Counter> counters = new ArrayList<>();
    try (SharedTopicSource source = source()) {
      long start = System.nanoTime();
      for (int i = 0; i < starts.size(); i++) {
        int partition = onePartition ? 0 : i % PARTITIONS;
        counters.add(
            new Counter(source, ref, partition, starts.get(i), perPartition, credit, left, 0));
      }
      if (!left.await(40, TimeUnit.SECONDS)) {
        counters.forEach(System.out::println);
        throw new IllegalStateException("readers are stuck");
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      SourceMetrics metrics = source.metrics();
      System.out.printf(
          "  %d readers, credit %,d KiB: delivered %,d, fetched %,d in %,d runs, seeks %,d%n",
          starts.size(),
          credit / 1024,
          metrics.eventsDelivered(),
          metrics.recordsFetched(),
          metrics.fetches(),
          metrics.seeks());
      return metrics.eventsDelivered() / seconds;
    }
  }

  /** A reader that keeps its credit and counts. */
  private static final class Counter implements TopicSource.Sink {
    private final TopicSource.Subscription subscription;
    private final CountDownLatch done;
    private final long delayMs;
    private long left;
    private long next;

    Counter(
        SharedTopicSource source,
        TopicRef topic,
        int partition,
        long from,
        long end,
        int credit,
        CountDownLatch done,
        long delayMs) {
      this.left = end - from;
      this.next = from;
      this.done = done;
      this.delayMs = delayMs;
      subscription = source.subscribe(topic, partition, from, this);
      subscription.request(credit);
    }

    @Override
    public void onChunk(TopicSource.Chunk chunk) {
      for (ReceivedEvent event : chunk.events()) {
        if (event.offset() != next++) {
          throw new IllegalStateException("got " + event.offset() + " instead of " + (next - 1));
        }
      }
      long before = left;
      left -= chunk.events().size();
      if (before > 0 && left <= 0) {
        done.countDown();
      }
      if (chunk.sizeBytes() > 0) {
        // As a session would: on its own thread, later.
        int size = chunk.sizeBytes();
        SESSIONS.schedule(() -> subscription.request(size), delayMs, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public String toString() {
      return "left " + left + ", at " + next + " " + subscription;
    }

    @Override
    public void onFailure(TopicSource.Failure failure, String detail) {
      if (left > 0) {
        System.out.println(failure + " " + detail);
      }
    }
  }

  /** Readers with small credits that take their time, each of a partition of its own. */
  private static void slow(int partitions, int perPartition) throws InterruptedException {
    try (TestTopic topic = TestTopic.create(partitions);
        SharedTopicSource source = source()) {
      for (int partition = 0; partition < partitions; partition++) {
        for (int i = 0; i < perPartition; i++) {
          topic.send(partition, new byte[BYTES]);
        }
      }
      topic.flush();
      TopicRef ref = topic.ref();
      CountDownLatch left = new CountDownLatch(partitions);
      long start = System.nanoTime();
      for (int partition = 0; partition < partitions; partition++) {
        new Counter(source, ref, partition, 0, perPartition, 100 * 1024, left, 20);
      }
      left.await();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%d slow readers of as many partitions: %,.0f/s; delivered %,d, fetched %,d in %,d runs%n",
          partitions,
          source.metrics().eventsDelivered() / seconds,
          source.metrics().eventsDelivered(),
          source.metrics().recordsFetched(),
          source.metrics().fetches());
    }
  }

  /** One append at a time; the time until its last reader has it. */
  private static void latency(int partitions, int readers) throws InterruptedException {
    try (TestTopic topic = TestTopic.create(partitions);
        SharedTopicSource source = source()) {
      TopicRef ref = topic.ref();
      AtomicReference<CountDownLatch> arrival = new AtomicReference<>(new CountDownLatch(0));
      for (int i = 0; i < readers; i++) {
        TopicSource.Sink sink = new Arrival(arrival);
        source.subscribe(ref, i % partitions, 0, sink).request(Integer.MAX_VALUE);
      }
      while (source.metrics().movesToTail() < readers) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      long[] micros = new long[LATENCY_SAMPLES];
      for (int i = 0; i < LATENCY_SAMPLES; i++) {
        arrival.set(new CountDownLatch(readers / partitions));
        long start = System.nanoTime();
        topic.append(i % partitions, 1, BYTES);
        arrival.get().await();
        micros[i] = (System.nanoTime() - start) / 1_000;
      }
      Arrays.sort(micros);
      System.out.printf(
          "append to last reader, %d readers at %d tails: p50 %.1f ms, p99 %.1f ms%n",
          readers,
          partitions,
          micros[LATENCY_SAMPLES / 2] / 1e3,
          micros[LATENCY_SAMPLES * 99 / 100] / 1e3);
    }
  }

  private record Arrival(AtomicReference<CountDownLatch> latch) implements TopicSource.Sink {
    @Override
    public void onChunk(TopicSource.Chunk chunk) {
      latch.get().countDown();
    }

    @Override
    public void onFailure(TopicSource.Failure failure, String detail) {
      // All fail when the source closes; before that, the latch tells.
    }
  }
}
