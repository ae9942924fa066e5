package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AtomicHistogram;

/**
 * Runs the same number of threads for every contender, from one start, and adds up what they did.
 */
public final class Workers {
  private static final long HIGHEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

  private Workers() {}

  /** One worker's share. */
  public static final class Tally {
    private final AtomicHistogram latencyMicros;
    private long events;
    private long batches;

    /**
     * @param latencyMicros all workers': one each would be most of what a client of many allocates
     */
    private Tally(AtomicHistogram latencyMicros) {
      this.latencyMicros = latencyMicros;
    }

    public void batch(int ofEvents, long nanos) {
      count(ofEvents);
      latency(nanos);
    }

    /** A batch of which somebody else tells the latency. */
    void count(int ofEvents) {
      events += ofEvents;
      batches++;
    }

    /** The latency of a batch that somebody else counts. */
    void latency(long nanos) {
      latencyMicros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, nanos / 1_000)));
    }

    long events() {
      return events;
    }
  }

  /** A worker. */
  public interface Job {
    void run(Tally tally) throws Exception;
  }

  /**
   * Runs all jobs at the same time, each on its thread, and waits for all. When one has failed, the
   * others are interrupted and get half a minute to end, so that what they used can be closed.
   *
   * @throws ExecutionException the first failure
   */
  public static Work run(List<? extends Job> jobs) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
    try {
      CountDownLatch go = new CountDownLatch(1);
      AtomicHistogram latencyMicros = new AtomicHistogram(HIGHEST_MICROS, DIGITS);
      List<Tally> tallies = new ArrayList<>();
      List<Future<?>> ends = new ArrayList<>();
      for (Job job : jobs) {
        Tally tally = new Tally(latencyMicros);
        tallies.add(tally);
        ends.add(
            threads.submit(
                () -> {
                  go.await();
                  job.run(tally);
                  return null;
                }));
      }
      long start = System.nanoTime();
      go.countDown();
      for (Future<?> end : ends) {
        end.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Work(
          tallies.stream().mapToLong(tally -> tally.events).sum(),
          tallies.stream().mapToLong(tally -> tally.batches).sum(),
          seconds,
          latencyMicros);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
