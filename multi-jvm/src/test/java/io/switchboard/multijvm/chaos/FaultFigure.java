package io.switchboard.multijvm.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one fault cost.
 *
 * @param pausesMs every session's longest time between two commits, from just before the fault on;
 *     sorted
 * @param commitsPerSecond of all sessions together, before the fault
 * @param lowestPerSecond in the worst second after it
 * @param lost of what would have been committed in the time looked at, so much was not
 * @param failed batches
 */
record FaultFigure(
    FaultKind kind,
    String at,
    String commit,
    int nodes,
    int sessions,
    int perSecond,
    List<Long> pausesMs,
    long commitsPerSecond,
    long lowestPerSecond,
    double lost,
    long failed) {
  private static final long SECOND = 1_000_000_000L;

  /** A session that was quicker than this had not moved. */
  private static final long MOVED_MS = 300;

  static FaultFigure of(
      FaultKind kind,
      String at,
      String commit,
      int nodes,
      int perSecond,
      Map<String, List<Long>> commits,
      long beforeNanos,
      long faultNanos,
      long endNanos,
      long failed) {
    List<Long> all = new ArrayList<>();
    commits.values().forEach(all::addAll);
    double before = count(all, beforeNanos, faultNanos) / seconds(beforeNanos, faultNanos);
    long lowest = Long.MAX_VALUE;
    for (long from = faultNanos; from + SECOND <= endNanos; from += SECOND / 4) {
      lowest = Math.min(lowest, count(all, from, from + SECOND));
    }
    double expected = before * seconds(faultNanos, endNanos);
    return new FaultFigure(
        kind,
        at,
        commit,
        nodes,
        commits.size(),
        perSecond,
        Availability.longestWaits(commits, faultNanos, endNanos),
        Math.round(before),
        lowest == Long.MAX_VALUE ? 0 : lowest,
        Math.max(0, 1 - count(all, faultNanos, endNanos) / expected),
        failed);
  }

  private static long count(List<Long> times, long from, long to) {
    return times.stream().filter(t -> t - from >= 0 && t - to < 0).count();
  }

  private static double seconds(long from, long to) {
    return (to - from) / (double) SECOND;
  }

  List<Long> moved() {
    return pausesMs.stream().filter(ms -> ms > MOVED_MS).toList();
  }

  /** One row for each kind of fault, for docs/performance.md. */
  static String table(List<FaultFigure> figures) {
    StringBuilder table =
        new StringBuilder(
            """
| fault | faults | sessions | pause p50, p99, max, of all sessions | of those that moved | commits/s before, in the worst second | failed |
|---|---|---|---|---|---|---|
""");
    for (FaultKind kind : FaultKind.values()) {
      List<FaultFigure> own = figures.stream().filter(f -> f.kind() == kind).toList();
      if (!own.isEmpty()) {
        table.append(row(kind, own));
      }
    }
    return table.toString();
  }

  private static String row(FaultKind kind, List<FaultFigure> own) {
    List<Long> all = own.stream().flatMap(f -> f.pausesMs().stream()).sorted().toList();
    List<Long> moved = own.stream().flatMap(f -> f.moved().stream()).sorted().toList();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d × %d/s on %d nodes | %s | %d of %d: %s | %d, %d (median), %d (worst) | %d"
            + " |%n",
        kind,
        own.size(),
        own.get(0).sessions(),
        own.get(0).perSecond(),
        own.get(0).nodes(),
        quantiles(all),
        moved.size(),
        all.size(),
        quantiles(moved),
        median(own.stream().map(FaultFigure::commitsPerSecond).toList()),
        median(own.stream().map(FaultFigure::lowestPerSecond).toList()),
        own.stream().mapToLong(FaultFigure::lowestPerSecond).min().orElse(0),
        own.stream().mapToLong(FaultFigure::failed).sum());
  }

  private static String quantiles(List<Long> sorted) {
    return String.format(
        Locale.ROOT,
        "%.2f s, %.2f s, %.2f s",
        Availability.quantile(sorted, 0.5) / 1000.0,
        Availability.quantile(sorted, 0.99) / 1000.0,
        Availability.quantile(sorted, 1) / 1000.0);
  }

  private static long median(List<Long> values) {
    return Availability.quantile(values.stream().sorted().toList(), 0.5);
  }
}
