package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends by a time table. A batch's latency counts from when it was due, not from when it was sent:
 * otherwise a stall would be seen by one batch only, and not by all that had to wait behind it
 * (coordinated omission).
 */
public final class Paced implements Contender {
  /** Until all writers' threads are there. */
  static final Duration LEAD = Duration.ofMillis(20);

  private final String name;
  private final BatchSenders senders;
  private final double batchesPerSecond;

  public Paced(String name, BatchSenders senders, double batchesPerSecond) {
    this.name = name;
    this.senders = senders;
    this.batchesPerSecond = batchesPerSecond;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void open() throws Exception {
    senders.open();
  }

  @Override
  public Work run(Duration time) throws Exception {
    List<Supplier<CompletableFuture<?>>> writers = senders.senders();
    TimeTable table = TimeTable.of(writers.size(), batchesPerSecond);
    List<Workers.Job> jobs = new ArrayList<>();
    long begin = System.nanoTime() + LEAD.toNanos();
    for (int i = 0; i < writers.size(); i++) {
      int writer = i;
      long batches = table.batchesWithin(writer, time.toNanos());
      jobs.add(
          tally -> {
            for (long batch = 0; batch < batches; batch++) {
              long due = begin + table.dueNanos(writer, batch);
              awaitNanos(due);
              writers.get(writer).get().get();
              tally.batch(senders.batchEvents(), System.nanoTime() - due);
            }
          });
    }
    return Workers.run(jobs);
  }

  /** On a writer's thread. Who is late goes on at once. */
  public static void awaitNanos(long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void close() throws Exception {
    senders.close();
  }
}
