package io.switchboard.bench.run;

import io.switchboard.bench.contender.DueStamp;
import io.switchboard.bench.servers.Patience;
import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.ReceivedEvent;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Many readers of the same events, each a session that polls again at once; none has a thread. What
 * comes is counted on the client's threads.
 */
final class FanOutReaders implements AutoCloseable {
  private static final long HIGHEST_MICROS = 60_000_000;
  private static final Duration POLL = Duration.ofHours(1);
  private static final Duration WITHIN = Duration.ofMinutes(2);

  private final SwitchboardClient client;
  private final String topic;
  private final List<Subscriber> readers = new ArrayList<>();
  private final LongAdder delivered = new LongAdder();
  private final LongAccumulator lastNanos = new LongAccumulator(Math::max, Long.MIN_VALUE);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Histogram lateMicros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  private volatile boolean closing;

  FanOutReaders(SwitchboardClient client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /** Opens so many sessions, a few at a time, and lets all of them poll. */
  void open(int count) throws InterruptedException {
    readers.addAll(Crowd.open(client, topic, count, i -> SubscriberOptions.defaults()));
    readers.forEach(this::poll);
  }

  private void poll(Subscriber reader) {
    reader
        .pollAsync(POLL)
        .whenComplete(
            (batch, failed) -> {
              if (closing) {
                return;
              }
              if (failed != null) {
                failure.compareAndSet(null, failed);
                return;
              }
              batch.ifPresent(this::count);
              poll(reader);
            });
  }

  private void count(ReceivedBatch batch) {
    long now = System.nanoTime();
    for (ReceivedEvent event : batch.events()) {
      if (event.value().isEmpty()) {
        failure.compareAndSet(
            null, new IllegalStateException("an event came without its value: " + event.problem()));
        return;
      }
      long micros = Math.max(0, now - DueStamp.of(event.value().get()).getAsLong()) / 1_000;
      lateMicros.recordValue(Math.min(HIGHEST_MICROS, micros));
    }
    batch.ackLazily();
    lastNanos.accumulate(now);
    delivered.add(batch.events().size());
  }

  /** Forgets how late what has come so far was. All that was published must have come. */
  void forget() {
    lateMicros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  }

  /**
   * Waits until every reader has every event.
   *
   * @param events published since the readers are there
   * @throws IllegalStateException if one has failed, something is missing, or came twice
   */
  void awaitAll(long events) throws Exception {
    long expected = events * readers.size();
    boolean all = Patience.await(WITHIN, () -> hasFailed() || delivered.sum() >= expected);
    if (hasFailed()) {
      throw new IllegalStateException("a reader has failed", failure.get());
    }
    if (!all || delivered.sum() > expected) {
      throw new IllegalStateException(
          "%,d readers of %,d events should have got %,d, but got %,d"
              .formatted(readers.size(), events, expected, delivered.sum()));
    }
  }

  private boolean hasFailed() {
    return failure.get() != null;
  }

  /** From when an event was due until a reader had it, for each reader, since the last forget. */
  Histogram lateMicros() {
    return lateMicros.copy();
  }

  /** When the last event came, by {@link System#nanoTime}. */
  long lastNanos() {
    return lastNanos.get();
  }

  /** Ends all sessions, and returns when they have ended. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    Crowd.close(readers);
  }
}
