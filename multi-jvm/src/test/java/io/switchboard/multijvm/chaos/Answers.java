package io.switchboard.multijvm.chaos;

import io.switchboard.node.RecordedLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** When each writer's batches were committed. Thread-safe; for rounds of less than a minute. */
final class Answers implements RecordedLoad.Listener {
  private final Map<String, List<Long>> commits = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();

  @Override
  public void waited(String session, long fromNanos, long toNanos, boolean failed) {
    if (failed) {
      failures.incrementAndGet();
    } else if (session.startsWith("w")) {
      List<Long> own = commits.computeIfAbsent(session, s -> new ArrayList<>());
      synchronized (own) {
        own.add(toNanos);
      }
    }
  }

  /** Calls of the SDK that failed for good. */
  int failures() {
    return failures.get();
  }

  /** The moments of every writer's commits so far, sorted. */
  Map<String, List<Long>> commits() {
    Map<String, List<Long>> copy = new ConcurrentHashMap<>();
    commits.forEach(
        (session, times) -> {
          synchronized (times) {
            copy.put(session, times.stream().sorted().toList());
          }
        });
    return copy;
  }
}
