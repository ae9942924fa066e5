package io.switchboard.bench.contender;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The loop of a writer: a batch, wait for its commit, the next one; the same for every contender.
 */
final class Publishing {
  private record UnderWay(long startNanos, CompletableFuture<?> committed) {}

  private Publishing() {}

  /**
   * All writers at once, for a time.
   *
   * @param senders each sends one batch, and tells when it is committed
   * @param events in a batch
   * @param depth batches that a writer has under way; 1: it waits for each
   */
  static Work run(
      List<Supplier<CompletableFuture<?>>> senders, int events, int depth, Duration time)
      throws Exception {
    return Workers.run(jobs(senders, events, depth, time));
  }

  /** The same as jobs that have not begun: one for each writer. */
  static List<Workers.Job> jobs(
      List<Supplier<CompletableFuture<?>>> senders, int events, int depth, Duration time) {
    return senders.stream()
        .<Workers.Job>map(s -> tally -> write(s, events, depth, time, tally))
        .toList();
  }

  private static void write(
      Supplier<CompletableFuture<?>> sender,
      int events,
      int depth,
      Duration time,
      Workers.Tally tally)
      throws Exception {
    Deque<UnderWay> underWay = new ArrayDeque<>();
    long end = System.nanoTime() + time.toNanos();
    boolean more = true;
    while (more || !underWay.isEmpty()) {
      if (more && underWay.size() < depth) {
        underWay.add(new UnderWay(System.nanoTime(), sender.get()));
      } else {
        UnderWay oldest = underWay.remove();
        oldest.committed().get();
        tally.batch(events, System.nanoTime() - oldest.startNanos());
      }
      more = System.nanoTime() < end;
    }
  }
}
