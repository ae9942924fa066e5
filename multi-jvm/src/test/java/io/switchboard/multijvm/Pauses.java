package io.switchboard.multijvm;

import static org.awaitility.Awaitility.await;

import io.switchboard.node.RecordedLoad;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * How long every session's client waited for its answers. Thread-safe; grows with the number of
 * answers, so for short runs only.
 */
final class Pauses implements RecordedLoad.Listener {
  private static final int SLOWEST = 4;

  private record Wait(String session, long fromNanos, long toNanos) {}

  /**
   * What was measured over a time.
   *
   * @param sessions that were used in it
   * @param paused of them, that waited longer than a second
   * @param p50Ms half of the sessions' longest waits were not longer
   * @param p99Ms nor 99 of a hundred longer than this
   * @param maxMs the longest wait of all
   * @param slowest the sessions with the longest waits
   */
  record Figures(
      int sessions, long paused, long p50Ms, long p99Ms, long maxMs, List<String> slowest) {}

  private final Collection<Wait> waits = new ConcurrentLinkedQueue<>();
  private final AtomicInteger failures = new AtomicInteger();

  @Override
  public void waited(String session, long fromNanos, long toNanos, boolean failed) {
    waits.add(new Wait(session, fromNanos, toNanos));
    if (failed) {
      failures.incrementAndGet();
    }
  }

  /** Sessions that were ever used. */
  int sessions() {
    return longest(wait -> true).size();
  }

  /** Calls of the SDK that failed. */
  int failures() {
    return failures.get();
  }

  /**
   * Waits until every session that was ever used has got an answer to something that it asked after
   * this moment.
   */
  void awaitAnswers(long afterNanos, Duration within) {
    await("every session answers again")
        .atMost(within)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> longest(wait -> wait.fromNanos - afterNanos >= 0).size() == sessions());
  }

  /** Of what each session waited for between two moments, or longer, the longest wait. */
  Figures between(long fromNanos, long toNanos) {
    Map<String, Long> bySession =
        longest(wait -> wait.toNanos - fromNanos > 0 && wait.fromNanos - toNanos < 0);
    List<Long> longest = bySession.values().stream().sorted().toList();
    return new Figures(
        longest.size(),
        longest.stream().filter(nanos -> nanos > TimeUnit.SECONDS.toNanos(1)).count(),
        at(longest, 0.50),
        at(longest, 0.99),
        at(longest, 1.0),
        bySession.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(SLOWEST)
            .map(e -> e.getKey() + "=" + TimeUnit.NANOSECONDS.toMillis(e.getValue()))
            .toList());
  }

  private Map<String, Long> longest(Predicate<Wait> of) {
    Map<String, Long> longest = new HashMap<>();
    waits.stream()
        .filter(of)
        .forEach(wait -> longest.merge(wait.session, wait.toNanos - wait.fromNanos, Math::max));
    return longest;
  }

  private static long at(List<Long> sorted, double quantile) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(quantile * sorted.size()) - 1;
    return TimeUnit.NANOSECONDS.toMillis(sorted.get(Math.max(0, index)));
  }
}
