package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What the writers and readers of one topic know of each other in one run: it ends when all that
 * was written is read. Thread-safe.
 */
final class Flow {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final String name;
  private final Duration patience;
  private final AtomicInteger writing;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong lastReadNanos = new AtomicLong(System.nanoTime());

  /**
   * @param patience after which events that do not arrive are taken for lost
   */
  Flow(String name, int writers, Duration patience) {
    this.name = name;
    this.patience = patience;
    this.writing = new AtomicInteger(writers);
  }

  /** One writer's part, on its thread. */
  void write(Workers.Job writer, Workers.Tally tally) throws Exception {
    try {
      writer.run(tally);
    } finally {
      written.addAndGet(tally.events());
      // After its events are counted: who sees that nobody writes any more sees all events.
      writing.decrementAndGet();
    }
  }

  /** One reader's part, on its thread. */
  void read(TopicReaders.Reader reader, Consumer<byte[]> values) {
    while (writing.get() > 0 || read.get() < written.get()) {
      int events = reader.read(WAIT, values);
      long now = System.nanoTime();
      if (events > 0) {
        read.addAndGet(events);
        lastReadNanos.accumulateAndGet(now, (a, b) -> b - a > 0 ? b : a);
      } else if (writing.get() == 0 && now - lastReadNanos.get() > patience.toNanos()) {
        throw new IllegalStateException(
            "%s: %,d events were written, but only %,d came within %d s"
                .formatted(name, written.get(), read.get(), patience.toSeconds()));
      }
    }
  }

  /** When something was read the last time, by {@link System#nanoTime}. */
  long lastReadNanos() {
    return lastReadNanos.get();
  }
}
