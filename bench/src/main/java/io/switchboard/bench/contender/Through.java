package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writers and readers of one topic at the same time. What counts is what went through: a run ends
 * when all that was written is read. Latencies are those of the writers.
 */
public final class Through implements Contender {
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
    Flow flow = new Flow(name, writers.senders().size(), patience);
    List<Workers.Job> jobs = new ArrayList<>();
    for (Workers.Job writer : Publishing.jobs(writers.senders(), writers.batchEvents(), 1, time)) {
      jobs.add(tally -> flow.write(writer, tally));
    }
    for (TopicReaders.Reader reader : readers.readers()) {
      jobs.add(tally -> flow.read(reader, value -> {}));
    }
    long begin = System.nanoTime();
    Work written = Workers.run(jobs);
    return new Work(
        written.events(),
        written.batches(),
        (flow.lastReadNanos() - begin) / 1e9,
        written.latencyMicros());
  }

  @Override
  public void close() throws Exception {
    try (writers) {
      readers.close();
    }
  }
}
