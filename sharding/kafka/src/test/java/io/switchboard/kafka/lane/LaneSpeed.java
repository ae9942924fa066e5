package io.switchboard.kafka.lane;

import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.port.ProducerLane.Outcome;
import io.switchboard.kafka.KafkaBed;
import io.switchboard.kafka.LaneSettings;
import io.switchboard.kafka.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures lanes against a plain idempotent producer, in turns in one run. Not a test: figures for
 * the README. Arguments: bootstrap of a Kafka that is not the tests' quick-start one, rounds,
 * seconds per measurement, linger of both (ms).
 */
final class LaneSpeed {
  private static final int EVENT_BYTES = 1_024;
  private static final int PARTITIONS = 8;

  /** A writer's way to publish its next batch; completes when it is safe in Kafka. */
  private interface Writer {
    CompletableFuture<?> publish(long seq);
  }

  private record Load(int writers, int events) {
    @Override
    public String toString() {
      return writers + " x " + events;
    }
  }

  private record Figures(double commitsPerSecond, double p50Ms, double p99Ms) {}

  private final byte[] value = new byte[EVENT_BYTES];
  private final ExecutorService drivers = Executors.newFixedThreadPool(2);
  private final String bootstrap;
  private final Duration length;
  private final int lingerMs;

  private LaneSpeed(String bootstrap, Duration length, int lingerMs) {
    this.bootstrap = bootstrap;
    this.length = length;
    this.lingerMs = lingerMs;
    new Random(1).nextBytes(value);
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    int lingerMs = args.length > 3 ? Integer.parseInt(args[3]) : LaneSettings.DEFAULTS.lingerMs();
    new LaneSpeed(args[0], Duration.ofSeconds(seconds), lingerMs).run(rounds);
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    List<Load> loads = List.of(new Load(16, 100), new Load(16, 1), new Load(256, 1));
    Map<String, List<Figures>> all = new java.util.TreeMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Load load : loads) {
        Map<String, Figures> turn = new HashMap<>();
        turn.put("plain idempotent", plain(load));
        turn.put("1 lane", lanes(1, load));
        turn.put("2 lanes", lanes(2, load));
        System.out.println("round " + round + " " + load + " " + turn);
        // The first round warms up.
        if (round > 0) {
          turn.forEach(
              (who, figures) ->
                  all.computeIfAbsent(load + " | " + who, k -> new ArrayList<>()).add(figures));
        }
      }
    }
    System.out.println("linger " + lingerMs + " ms, medians of " + rounds + " rounds");
    System.out.println("| load | who | commits/s | events/s | p50 ms | p99 ms |");
    all.forEach(
        (key, figures) -> {
          int events = Integer.parseInt(key.replaceAll(".* x (\\d+) .*", "$1"));
          double commits =
              median(figures.stream().mapToDouble(Figures::commitsPerSecond).toArray());
          System.out.printf(
              "| %s | %.0f | %.0f | %.1f | %.1f |%n",
              key,
              commits,
              commits * events,
              median(figures.stream().mapToDouble(Figures::p50Ms).toArray()),
              median(figures.stream().mapToDouble(Figures::p99Ms).toArray()));
        });
  }

  private KafkaBed bed(int lanes) {
    LaneSettings d = LaneSettings.DEFAULTS;
    return new KafkaBed(
        bootstrap,
        "speed",
        s ->
            s.withLanes(
                new LaneSettings(
                    lanes,
                    d.maxTransactionBytes(),
                    d.maxTransactionBatches(),
                    d.maxQueuedBytes(),
                    d.maxQueuedBatches(),
                    d.maxSessions(),
                    lingerMs,
                    d.startTimeout(),
                    d.commitTimeout(),
                    d.heartbeatEvery(),
                    d.retireAfter())),
        new Samples.MirrorCipher(true));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private Figures lanes(int count, Load load) throws Exception {
    KafkaBed bed = bed(count);
    TopicRef topic = bed.topic(PARTITIONS);
    List<OutboundEvent> events = new ArrayList<>();
    for (int i = 0; i < load.events(); i++) {
      events.add(Samples.event(null, value, OptionalInt.empty()));
    }
    EventBatch batch = Samples.batch(events);
    Figures figures =
        measure(
            load,
            i -> {
              SessionId session = Samples.session();
              ProducerLane lane;
              try {
                lane = KafkaBed.get(bed.parts().lanes().laneFor(session));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              return seq ->
                  lane.publish(Samples.publication(session, 1, seq, topic, batch))
                      .thenAccept(LaneSpeed::requireCommitted)
                      .toCompletableFuture();
            });
    delete(bed, topic);
    return figures;
  }

  private static void requireCommitted(Outcome outcome) {
    if (!(outcome instanceof Outcome.Committed)) {
      throw new IllegalStateException(outcome.toString());
    }
  }

  private Figures plain(Load load) throws Exception {
    KafkaBed bed = bed(1);
    TopicRef topic = bed.topic(PARTITIONS);
    Map<String, Object> config = new HashMap<>();
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("linger.ms", lingerMs);
    config.put("batch.size", LaneProducer.BATCH_BYTES);
    config.put("buffer.memory", 64L << 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            bed.settings().connection().toClientConfig(config),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        // A first record while a new partition has no leader yet can leave sequences out of order.
        producer.send(new ProducerRecord<>(topic.name(), partition, null, value)).get();
      }
      AtomicInteger next = new AtomicInteger();
      Figures figures =
          measure(
              load,
              i ->
                  seq -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    AtomicInteger left = new AtomicInteger(load.events());
                    int partition = Math.floorMod(next.getAndIncrement(), PARTITIONS);
                    for (int e = 0; e < load.events(); e++) {
                      producer.send(
                          new ProducerRecord<>(topic.name(), partition, null, value),
                          (metadata, error) -> {
                            if (error != null) {
                              done.completeExceptionally(error);
                            } else if (left.decrementAndGet() == 0) {
                              done.complete(null);
                            }
                          });
                    }
                    return done;
                  });
      delete(bed, topic);
      return figures;
    }
  }

  private static void delete(KafkaBed bed, TopicRef topic) throws Exception {
    bed.parts().lanes().close(Duration.ofSeconds(10));
    bed.parts().admin().deleteTopics(List.of(topic.name())).all().get();
    bed.close();
  }

  private Figures measure(Load load, IntFunction<Writer> writers) throws Exception {
    long from = System.nanoTime() + length.toNanos() / 4;
    long to = from + length.toNanos();
    ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    CountDownLatch finished = new CountDownLatch(load.writers());
    CompletableFuture<Void> failed = new CompletableFuture<>();
    for (int i = 0; i < load.writers(); i++) {
      Writer writer = writers.apply(i);
      drivers.execute(() -> next(writer, 1, from, to, latencies, finished, failed));
    }
    while (!finished.await(100, TimeUnit.MILLISECONDS)) {
      if (failed.isCompletedExceptionally()) {
        failed.join();
      }
    }
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Figures(
        sorted.length / (length.toMillis() / 1e3),
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6);
  }

  private void next(
      Writer writer,
      long seq,
      long from,
      long to,
      ConcurrentLinkedQueue<Long> latencies,
      CountDownLatch finished,
      CompletableFuture<Void> failed) {
    long start = System.nanoTime();
    if (start > to) {
      finished.countDown();
      return;
    }
    writer
        .publish(seq)
        .whenCompleteAsync(
            (done, error) -> {
              long now = System.nanoTime();
              if (error != null) {
                failed.completeExceptionally(error);
                return;
              }
              if (now > from && now < to) {
                latencies.add(now - start);
              }
              next(writer, seq + 1, from, to, latencies, finished, failed);
            },
            drivers);
  }
}
