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
final class RecordedLoad implements AutoCloseable {
  private static final Duration READ_WITHIN = Duration.ofSeconds(90);
  private static final int MAX_UNDER_WAY = 6;

  private final SwitchboardClient client;
  private final String topic;
  private final History history;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> writing = new ArrayList<>();
  private final List<Future<?>> reading = new ArrayList<>();
  private final AtomicLong commits = new AtomicLong();
  private volatile boolean moreToWrite = true;
  private volatile int wanted = Integer.MAX_VALUE;

  /**
   * Starts at once.
   *
   * @param file of the history; must not exist
   * @param seed of all choices that the clients make
   */
  RecordedLoad(
      SwitchboardClient client, String topic, Path file, int writers, int readers, long seed) {
    this.client = client;
    this.topic = topic;
    this.history = History.create(file);
    for (int i = 0; i < writers; i++) {
      WriterLog log = history.writer("w" + i);
      Random random = new Random(seed * 1_000 + i);
      boolean buffered = i % 2 == 1;
      writing.add(
          threads.submit(
              () -> {
                if (buffered) {
                  writeBuffered(log, random);
                } else {
                  write(log, random);
                }
              }));
    }
    for (int i = 0; i < readers; i++) {
      ReaderLog log = history.reader("r" + i, Start.EARLIEST);
      Random random = new Random(seed * 1_000 + 500 + i);
      reading.add(threads.submit(() -> read(log, random)));
    }
  }

  private void write(WriterLog log, Random random) {
    try (Publisher publisher = client.publisher(topic)) {
      for (long number = 1; moreToWrite; number++) {
        WriteAttempt attempt = log.invoke(number, 1 + random.nextInt(20));
        try {
          publisher.publish(
              attempt.ids().stream().map(id -> event(id, random.nextInt(2_000))).toList());
          attempt.ok();
          commits.incrementAndGet();
        } catch (RefusedException e) {
          attempt.failed(e.toString());
        } catch (SwitchboardException e) {
          attempt.uncertain(e.toString());
          return;
        }
      }
    }
  }

  /** Several batches are under way; each is judged by what its own future tells. */
  private void writeBuffered(WriterLog log, Random random) {
    Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    AtomicBoolean over = new AtomicBoolean();
    PublisherOptions options = PublisherOptions.defaults().ackMode(AckMode.BUFFERED);
    try (Publisher publisher = client.publisher(topic, options)) {
      for (long number = 1; moreToWrite && !over.get(); number++) {
        WriteAttempt attempt = log.invoke(number, 1 + random.nextInt(20));
        underWay.add(
            publisher
                .publishAsync(
                    attempt.ids().stream().map(id -> event(id, random.nextInt(2_000))).toList())
                .handle(
                    (done, failure) -> {
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

  private static OutboundEvent event(EventId id, int valueBytes) {
    return OutboundEvent.of(id.text().getBytes(StandardCharsets.UTF_8), new byte[valueBytes]);
  }

  private void read(ReaderLog log, Random random) {
    Set<EventId> seen = new HashSet<>();
    long giveUpAt = 0;
    try (Subscriber subscriber = client.subscriber(topic)) {
      ReadAttempt lazily = null;
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
  Verdict judge() throws Exception {
    moreToWrite = false;
    for (Future<?> writer : writing) {
      writer.get(150, TimeUnit.SECONDS);
    }
    FinalRead last = history.finalRead();
    RawKafka.Snapshot snapshot = RawKafka.read(topic);
    snapshot.records().forEach(r -> last.event(r.partition(), r.offset(), key(r.key())));
    last.complete(snapshot.ends());
    wanted = snapshot.records().size();
    for (Future<?> reader : reading) {
      reader.get(2 * READ_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
    return Checker.check(history).throwIfViolated();
  }

  /** Batches that were answered as committed so far. */
  long commits() {
    return commits.get();
  }

  /** Waits until so many more are: the clients get on. */
  void awaitCommits(int more) {
    long goal = commits.get() + more;
    Awaitility.await(more + " more batches committed")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> commits.get() >= goal);
  }

  @Override
  public void close() {
    moreToWrite = false;
    threads.shutdownNow();
    history.close();
  }

  static String summary(Verdict verdict) {
    return verdict.figures().byName().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
