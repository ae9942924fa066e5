package io.switchboard.multijvm.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Judges from the times of their commits whether sessions were available. While a majority of the
 * nodes is there, a session that is used must get something done every {@link #LIMIT}; the time
 * begins anew with each fault, since a session may have moved to the very node that is hit next.
 * When a fault was of a kind that may stop all nodes, nothing is asked until the cluster is whole
 * again.
 */
final class Availability {
  static final Duration LIMIT = Duration.ofSeconds(15);

  private Availability() {}

  /**
   * A fault as it was carried out.
   *
   * @param excusedUntilNanos of kinds that may stop all nodes: when the cluster was whole again
   */
  record Done(FaultKind kind, long atNanos, Optional<Long> excusedUntilNanos) {}

  /**
   * A session that got nothing done.
   *
   * @param since the last fault before it waited, if there was one
   */
  record Unavailable(String session, long fromNanos, long toNanos, Optional<FaultKind> since) {
    long millis() {
      return (toNanos - fromNanos) / 1_000_000;
    }

    @Override
    public String toString() {
      return "%s got nothing done for %d ms%s"
          .formatted(session, millis(), since.map(kind -> ", after " + kind).orElse(""));
    }
  }

  /** What was promised and did not hold. */
  static List<Unavailable> violations(
      Map<String, List<Long>> commits,
      List<Done> faults,
      long fromNanos,
      long toNanos,
      Duration limit) {
    List<Unavailable> found = new ArrayList<>();
    new TreeMap<>(commits)
        .forEach(
            (session, times) -> {
              long last = fromNanos;
              for (long next : upTo(times, fromNanos, toNanos)) {
                split(session, last, next, faults).stream()
                    .filter(wait -> wait.toNanos() - wait.fromNanos() > limit.toNanos())
                    .filter(wait -> !isExcused(wait, faults, limit))
                    .forEach(found::add);
                last = next;
              }
            });
    return found;
  }

  /** The longest wait of each session after a fault and before the next one, by sessions, in ms. */
  static List<Long> longestWaits(Map<String, List<Long>> commits, long fromNanos, long toNanos) {
    return commits.values().stream()
        .map(
            times -> {
              long last = before(times, fromNanos);
              long longest = 0;
              for (long next : upTo(times, fromNanos, toNanos)) {
                longest = Math.max(longest, next - last);
                last = next;
              }
              return longest / 1_000_000;
            })
        .sorted()
        .toList();
  }

  /** A wait that was begun before the fault lasts from its own begin. */
  private static long before(List<Long> times, long fromNanos) {
    return times.stream().filter(t -> t <= fromNanos).reduce((a, b) -> b).orElse(fromNanos);
  }

  private static List<Long> upTo(List<Long> times, long fromNanos, long toNanos) {
    return Stream.concat(
            times.stream().filter(t -> t > fromNanos && t < toNanos), Stream.of(toNanos))
        .toList();
  }

  private static List<Unavailable> split(
      String session, long fromNanos, long toNanos, List<Done> faults) {
    List<Unavailable> parts = new ArrayList<>();
    long from = fromNanos;
    Optional<FaultKind> since =
        faults.stream().filter(f -> f.atNanos() <= fromNanos).reduce((a, b) -> b).map(Done::kind);
    for (Done fault : faults) {
      if (fault.atNanos() > from && fault.atNanos() < toNanos) {
        parts.add(new Unavailable(session, from, fault.atNanos(), since));
        from = fault.atNanos();
        since = Optional.of(fault.kind());
      }
    }
    parts.add(new Unavailable(session, from, toNanos, since));
    return parts;
  }

  /** What is left of a wait when the time is taken out in which nothing is asked. */
  private static boolean isExcused(Unavailable wait, List<Done> faults, Duration limit) {
    long asked =
        faults.stream()
            .filter(f -> f.excusedUntilNanos().isPresent() && f.atNanos() <= wait.fromNanos())
            .mapToLong(
                f -> wait.toNanos() - Math.max(wait.fromNanos(), f.excusedUntilNanos().get()))
            .min()
            .orElse(Long.MAX_VALUE);
    return asked <= limit.toNanos();
  }

  /** The value that this part of a sorted list does not exceed; 0 of an empty list. */
  static long quantile(List<Long> sorted, double part) {
    return sorted.isEmpty()
        ? 0
        : sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
  }
}
