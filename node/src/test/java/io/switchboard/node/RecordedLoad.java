package io.switchboard.node;

import io.switchboard.checker.Checker;
import io.switchboard.checker.EventId;
import io.switchboard.checker.FinalRead;
import io.switchboard.checker.History;
import io.switchboard.checker.PlacedEvent;
import io.switchboard.checker.ReadAttempt;
import io.switchboard.checker.ReaderLog;
import io.switchboard.checker.Start;
import io.switchboard.checker.Verdict;
import io.switchboard.checker.WriteAttempt;
import io.switchboard.checker.WriterLog;
import io.switchboard.protocol.AckMode;
import io.switchboard.sdk.BatchSupersededException;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.RefusedException;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SwitchboardClient;
import io.switchboard.sdk.SwitchboardException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Real clients that write and read one encrypted topic while something is done to the servers, and
 * whose history is judged in the end. An event carries its id as its key, which is not encrypted.
 *
 * <p>Half of the writers wait for each batch; the others have buffered sessions and go on, some
 * batches ahead of what is committed. Readers ask for some batches twice, and acknowledge by a call
 * of its own or by the next read.
 */
public final class RecordedLoad implements AutoCloseable {
  private static final Duration READ_WITHIN = Duration.ofSeconds(90);
  private static final int MAX_UNDER_WAY = 6;

  private final SwitchboardClient client;
  private final Plan plan;
  private final History history;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> writing = new ArrayList<>();
  private final List<Future<?>> reading = new ArrayList<>();
  private final AtomicLong commits = new AtomicLong();
  private volatile boolean moreToWrite = true;
  private volatile int wanted = Integer.MAX_VALUE;

  /** Hears how long each session's client had to wait for an answer. */
  public interface Listener {
    /**
     * A batch was published, or not; or a reader got the next one. On any thread.
     *
     * @param session the name of the writer or reader
     */
    void waited(String session, long fromNanos, long toNanos, boolean failed);
  }

  /**
   * Who does what.
   *
   * @param kafka where the topic lies
   * @param file of the history; must not exist
   * @param seed of all choices that the clients make
   * @param pace pause of a writer between two batches
   * @param maxEvents in a batch
   * @param maxValueBytes of an event
   */
  public record Plan(
      String kafka,
      String topic,
      Path file,
      int writers,
      int readers,
      long seed,
      Duration pace,
      int maxEvents,
      int maxValueBytes,
      Listener listener) {}

  /**
   * Starts at once, as fast as the nodes can.
   *
   * @param file of the history; must not exist
   * @param seed of all choices that the clients make
   */
  RecordedLoad(
      SwitchboardClient client, String topic, Path file, int writers, int readers, long seed) {
    this(
        client,
        new Plan(
            TestNode.stack().kafkaBootstrap(),
            topic,
            file,
            writers,
            readers,
            seed,
            Duration.ZERO,
            20,
            2_000,
            (session, from, to, failed) -> {}));
  }

  /** Starts at once. */
  public RecordedLoad(SwitchboardClient client, Plan plan) {
    this.client = client;
    this.plan = plan;
    this.history = History.create(plan.file());
    long seed = plan.seed();
    for (int i = 0; i < plan.writers(); i++) {
      String name = "w" + i;
      WriterLog log = history.writer(name);
      Random random = new Random(seed * 1_000 + i);
      boolean buffered = i % 2 == 1;
      writing.add(
          threads.submit(
              () -> {
                if (buffered) {
                  writeBuffered(name, log, random);
                } else {
                  write(name, log, random);
                }
              }));
    }
    for (int i = 0; i < plan.readers(); i++) {
      String name = "r" + i;
      ReaderLog log = history.reader(name, Start.EARLIEST);
      Random random = new Random(seed * 1_000 + 500 + i);
      reading.add(threads.submit(() -> read(name, log, random)));
    }
  }

  private void write(String name, WriterLog log, Random random) {
    try (Publisher publisher = client.publisher(plan.topic())) {
      for (long number = 1; moreToWrite; number++) {
        pause(random);
        long from = System.nanoTime();
        WriteAttempt attempt = log.invoke(number, 1 + random.nextInt(plan.maxEvents()));
        try {
          publisher.publish(
              attempt.ids().stream()
                  .map(id -> event(id, random.nextInt(plan.maxValueBytes())))
                  .toList());
          attempt.ok();
          commits.incrementAndGet();
          plan.listener().waited(name, from, System.nanoTime(), false);
        } catch (RefusedException e) {
          attempt.failed(e.toString());
          plan.listener().waited(name, from, System.nanoTime(), true);
        } catch (SwitchboardException e) {
          attempt.uncertain(e.toString());
          plan.listener().waited(name, from, System.nanoTime(), true);
          return;
        }
      }
    }
  }

  /** Several batches are under way; each is judged by what its own future tells. */
  private void writeBuffered(String name, WriterLog log, Random random) {
    Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    AtomicBoolean over = new AtomicBoolean();
    PublisherOptions options = PublisherOptions.defaults().ackMode(AckMode.BUFFERED);
    try (Publisher publisher = client.publisher(plan.topic(), options)) {
      for (long number = 1; moreToWrite && !over.get(); number++) {
        pause(random);
        long from = System.nanoTime();
        WriteAttempt attempt = log.invoke(number, 1 + random.nextInt(plan.maxEvents()));
        underWay.add(
            publisher
                .publishAsync(
                    attempt.ids().stream()
                        .map(id -> event(id, random.nextInt(plan.maxValueBytes())))
                        .toList())
                .handle(
                    (done, failure) -> {
                      plan.listener().waited(name, from, System.nanoTime(), failure != null);
                      if (failure == null) {
                        attempt.ok();
                        commits.incrementAndGet();
                      } else if (failure.getCause() instanceof RefusedException) {
                        attempt.failed(failure.toString());
                      } else {
                        attempt.uncertain(failure.toString());
                        over.set(true);
                      }
                      return null;
                    }));
        if (underWay.size() > MAX_UNDER_WAY) {
          underWay.remove().join();
        }
      }
      underWay.forEach(CompletableFuture::join);
    } catch (SwitchboardException e) {
      underWay.forEach(CompletableFuture::join);
    }
  }

  /** The time between two batches of one writer: the load, not a wait for something. */
  private void pause(Random random) {
    long nanos = plan.pace().toNanos();
    if (nanos > 0) {
      LockSupport.parkNanos(nanos / 2 + (long) (nanos * random.nextDouble()));
    }
  }

  private static OutboundEvent event(EventId id, int valueBytes) {
    return OutboundEvent.of(id.text().getBytes(StandardCharsets.UTF_8), new byte[valueBytes]);
  }

  private void read(String name, ReaderLog log, Random random) {
    Set<EventId> seen = new HashSet<>();
    long giveUpAt = 0;
    try (Subscriber subscriber = client.subscriber(plan.topic())) {
      ReadAttempt lazily = null;
      long asked = System.nanoTime();
      while (seen.size() < wanted) {
        if (wanted < Integer.MAX_VALUE && giveUpAt == 0) {
          giveUpAt = System.nanoTime() + READ_WITHIN.toNanos();
        }
        if (giveUpAt != 0 && System.nanoTime() - giveUpAt > 0) {
          throw new AssertionError(
              "a reader saw %d events of %d, and no more came".formatted(seen.size(), wanted));
        }
        ReceivedBatch batch = subscriber.poll(Duration.ofMillis(500)).orElse(null);
        if (lazily != null && batch != null) {
          lazily.ackOk();
          lazily = null;
        }
        if (batch == null) {
          continue;
        }
        plan.listener().waited(name, asked, System.nanoTime(), false);
        asked = System.nanoTime();
        ReadAttempt attempt = delivered(log, batch);
        if (random.nextInt(8) == 0) {
          // Not acknowledged yet: the next poll must bring it again.
          continue;
        }
        batch.events().forEach(e -> seen.add(EventId.of(key(e.key().orElseThrow())).orElseThrow()));
        if (random.nextBoolean()) {
          batch.ackLazily();
          lazily = attempt.ackInvoked();
        } else {
          ack(batch, attempt.ackInvoked());
        }
      }
      if (lazily != null) {
        lazily.ackUncertain("it is sent when the subscriber closes");
      }
      log.drained();
    }
  }

  private static ReadAttempt delivered(ReaderLog log, ReceivedBatch batch) {
    return log.delivered(
        batch.session(),
        batch.seq(),
        batch.events().stream()
            .map(e -> PlacedEvent.of(e.partition(), e.offset(), key(e.key().orElseThrow())))
            .toList());
  }

  private static void ack(ReceivedBatch batch, ReadAttempt attempt) {
    try {
      batch.ack();
      attempt.ackOk();
    } catch (BatchSupersededException e) {
      attempt.superseded();
    } catch (SwitchboardException e) {
      attempt.ackUncertain(e.toString());
    }
  }

  private static String key(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  /**
   * Lets the writers finish, reads the topic with a plain consumer, waits until every reader has
   * seen all of it, and checks the history.
   */
  public Verdict judge() throws Exception {
    moreToWrite = false;
    for (Future<?> writer : writing) {
      writer.get(300, TimeUnit.SECONDS);
    }
    FinalRead last = history.finalRead();
    RawKafka.Snapshot snapshot = RawKafka.read(plan.kafka(), plan.topic());
    snapshot.records().forEach(r -> last.event(r.partition(), r.offset(), key(r.key())));
    last.complete(snapshot.ends());
    wanted = snapshot.records().size();
    for (Future<?> reader : reading) {
      reader.get(2 * READ_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
    return Checker.check(history).throwIfViolated();
  }

  /** Batches that were answered as committed so far. */
  public long commits() {
    return commits.get();
  }

  /** Waits until so many more are: the clients get on. */
  public void awaitCommits(int more) {
    long goal = commits.get() + more;
    Awaitility.await(more + " more batches committed")
        .atMost(Patience.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> commits.get() >= goal);
  }

  @Override
  public void close() {
    moreToWrite = false;
    threads.shutdownNow();
    history.close();
  }

  /** The figures of a verdict in one line. */
  public static String summary(Verdict verdict) {
    return verdict.figures().byName().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
