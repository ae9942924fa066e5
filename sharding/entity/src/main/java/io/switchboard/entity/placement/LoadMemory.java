package io.switchboard.entity.placement;

import io.switchboard.entity.placement.LoadReport.Carried;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What every shard carries, remembered for a while: the sessions of a shard that moves leave memory
 * and come back only as they are called, and a shard that looked empty meanwhile would draw others
 * to its node. Used by one thread.
 */
final class LoadMemory {
  private final double halfLifeSeconds;
  private Map<String, Kept> remembered = Map.of();
  private long lastNanos;

  /**
   * @param halfLifeSeconds after so long half of what a shard carried is forgotten; 0: at once
   */
  LoadMemory(double halfLifeSeconds, long nowNanos) {
    this.halfLifeSeconds = halfLifeSeconds;
    this.lastNanos = nowNanos;
  }

  /** Loads by shard, of what is told now and what was told before. */
  Map<String, Carried> take(Collection<LoadReport> reports, long nowNanos) {
    Map<String, Carried> told = new HashMap<>();
    reports.forEach(
        report ->
            report
                .shards()
                .forEach(
                    (shard, carried) ->
                        told.merge(Integer.toString(shard), carried, Carried::max)));
    double seconds = Math.max(0, (nowNanos - lastNanos) / 1e9);
    double kept = halfLifeSeconds <= 0 ? 0 : Math.pow(0.5, seconds / halfLifeSeconds);
    lastNanos = nowNanos;
    Map<String, Kept> now = new HashMap<>();
    remembered.forEach((shard, before) -> now.put(shard, before.times(kept)));
    told.forEach((shard, carried) -> now.merge(shard, Kept.of(carried), Kept::max));
    now.values().removeIf(Kept::isNothing);
    remembered = now;
    Map<String, Carried> loads = new HashMap<>();
    now.forEach((shard, load) -> loads.put(shard, load.rounded()));
    return Map.copyOf(loads);
  }

  /** With fractions, or small loads would be forgotten faster than large ones. */
  private record Kept(double sessions, double bytesIn, double bytesOut) {
    static Kept of(Carried carried) {
      return new Kept(carried.sessions(), carried.bytesIn(), carried.bytesOut());
    }

    Kept times(double factor) {
      return new Kept(sessions * factor, bytesIn * factor, bytesOut * factor);
    }

    Kept max(Kept other) {
      return new Kept(
          Math.max(sessions, other.sessions),
          Math.max(bytesIn, other.bytesIn),
          Math.max(bytesOut, other.bytesOut));
    }

    boolean isNothing() {
      return sessions < 0.5 && bytesIn < 1 && bytesOut < 1;
    }

    Carried rounded() {
      return new Carried(Math.round(sessions), Math.round(bytesIn), Math.round(bytesOut));
    }
  }
}
