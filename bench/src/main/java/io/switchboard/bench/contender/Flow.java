package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
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
  private Flow(String name, int writers, Duration patience) {
    this.name = name;
    this.patience = patience;
    this.writing = new AtomicInteger(writers);
  }

  /**
   * Runs all writers and readers until all that is written is read.
   *
   * @param beginNanos from when time counts, by {@link System#nanoTime}
   * @param values takes what is read, with the tally of who reads
   */
  static Work run(
      String name,
      Duration patience,
      long beginNanos,
      List<? extends Workers.Job> writers,
      List<TopicReaders.Reader> readers,
      BiConsumer<byte[], Workers.Tally> values)
      throws InterruptedException, ExecutionException {
    Flow flow = new Flow(name, writers.size(), patience);
    List<Workers.Job> jobs = new ArrayList<>();
    for (Workers.Job writer : writers) {
      jobs.add(tally -> flow.write(writer, tally));
    }
    for (TopicReaders.Reader reader : readers) {
      jobs.add(tally -> flow.read(reader, value -> values.accept(value, tally)));
    }
    Work work = Workers.run(jobs);
    return new Work(
        work.events(),
        work.batches(),
        (flow.lastReadNanos.get() - beginNanos) / 1e9,
        work.latencyMicros());
  }

  /** One writer's part, on its thread. */
  private void write(Workers.Job writer, Workers.Tally tally) throws Exception {
    try {
      writer.run(tally);
    } finally {
      written.addAndGet(tally.events());
      // After its events are counted: who sees that nobody writes any more sees all events.
      writing.decrementAndGet();
    }
  }

  /** One reader's part, on its thread. */
  private void read(TopicReaders.Reader reader, Consumer<byte[]> values) {
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
}
