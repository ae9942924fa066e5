package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Sends by a time table as {@link Paced} does, while others read: a batch's latency counts from
 * when it was due until a reader has its first event.
 */
public final class Delivered implements Contender {
  private final String name;
  private final StampedSenders writers;
  private final TopicReaders readers;
  private final double batchesPerSecond;
  private final Duration patience;

  /**
   * Of one topic.
   *
   * @param name the contender's
   * @param patience after which events that do not arrive are taken for lost
   */
  public Delivered(
      String name,
      StampedSenders writers,
      TopicReaders readers,
      double batchesPerSecond,
      Duration patience) {
    this.name = name;
    this.writers = writers;
    this.readers = readers;
    this.batchesPerSecond = batchesPerSecond;
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
    List<LongFunction<CompletableFuture<?>>> senders = writers.stampedSenders();
    TimeTable table = TimeTable.of(senders.size(), batchesPerSecond);
    List<Workers.Job> jobs = new ArrayList<>();
    long begin = System.nanoTime() + Paced.LEAD.toNanos();
    for (int i = 0; i < senders.size(); i++) {
      int writer = i;
      jobs.add(
          tally -> {
            long batches = table.batchesWithin(writer, time.toNanos());
            for (long batch = 0; batch < batches; batch++) {
              long due = begin + table.dueNanos(writer, batch);
              Paced.awaitNanos(due);
              senders.get(writer).apply(due).get();
              tally.count(writers.batchEvents());
            }
          });
    }
    return Flow.run(name, patience, begin, jobs, readers.readers(), Delivered::tellLatency);
  }

  private static void tellLatency(byte[] value, Workers.Tally tally) {
    long now = System.nanoTime();
    DueStamp.of(value).ifPresent(due -> tally.latency(now - due));
  }

  @Override
  public void close() throws Exception {
    try (writers) {
      readers.close();
    }
  }
}
