package io.switchboard.bench.contender;

import java.time.Duration;

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
    return Flow.run(
        name,
        patience,
        System.nanoTime(),
        Publishing.jobs(writers.senders(), writers.batchEvents(), 1, time),
        readers.readers(),
        (value, tally) -> {});
  }

  @Override
  public void close() throws Exception {
    try (writers) {
      readers.close();
    }
  }
}
