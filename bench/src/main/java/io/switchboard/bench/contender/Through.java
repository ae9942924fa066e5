package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers and readers of one topic at the same time. What counts is what went through: a run ends
 * when all that was written is read. Latencies are those of the writers.
 */
public final class Through implements Contender {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final String name;
  private final BatchSenders writers;
  private final TopicReaders readers;
  private final Duration patience;

  /**
   * Of one topic.
   *
   * @param name the contender's
   * @param patience after which events that do not arrive are taken for lost
   */
  public Through(String name, BatchSenders writers, TopicReaders readers, Duration patience) {
    this.name = name;
    this.writers = writers;
    this.readers = readers;
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void open() throws Exception {
    readers.open();
    writers.open();
  }

  @Override
  public Work run(Duration time) throws Exception {
    Flow flow = new Flow(writers.senders().size());
    List<Workers.Job> jobs = new ArrayList<>();
    for (Workers.Job writer : Publishing.jobs(writers.senders(), writers.batchEvents(), 1, time)) {
      jobs.add(tally -> flow.write(writer, tally));
    }
    for (TopicReaders.Reader reader : readers.readers()) {
      jobs.add(tally -> flow.read(reader));
    }
    long begin = System.nanoTime();
    Work written = Workers.run(jobs);
    return new Work(
        written.events(),
        written.batches(),
        (flow.lastReadNanos.get() - begin) / 1e9,
        written.latencyMicros());
  }

  /** What writers and readers know of each other in one run. */
  private final class Flow {
    private final AtomicInteger writing;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong lastReadNanos = new AtomicLong(System.nanoTime());

    Flow(int writers) {
      writing = new AtomicInteger(writers);
    }

    void write(Workers.Job writer, Workers.Tally tally) throws Exception {
      try {
        writer.run(tally);
      } finally {
        written.addAndGet(tally.events());
        // After its events are counted: who sees that nobody writes any more sees all events.
        writing.decrementAndGet();
      }
    }

    void read(TopicReaders.Reader reader) {
      while (writing.get() > 0 || read.get() < written.get()) {
        int events = reader.read(WAIT);
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

  @Override
  public void close() throws Exception {
    try (writers) {
      readers.close();
    }
  }
}
