package io.switchboard.entity.placement;

import io.switchboard.entity.placement.LoadReport.Carried;
import io.switchboard.entity.placement.ShardLoads.ShardLoad;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns counters into rates, smoothed over about ten seconds, so that one burst moves no shard.
 * Used by one thread.
 */
final class LoadMeter {
  private static final double SMOOTHING_SECONDS = 10;

  /** Smaller than what anybody would look at; a rate that fades away gets to zero. */
  private static final double NOTHING_PER_SECOND = 1;

  private final ShardLoads loads;
  private final double[] inPerSecond;
  private final double[] outPerSecond;
  private final long[] lastIn;
  private final long[] lastOut;
  private long lastNanos;

  LoadMeter(ShardLoads loads, long nowNanos) {
    this.loads = loads;
    this.inPerSecond = new double[loads.count()];
    this.outPerSecond = new double[loads.count()];
    this.lastIn = new long[loads.count()];
    this.lastOut = new long[loads.count()];
    this.lastNanos = nowNanos;
  }

  /** What every shard carries that carries anything. */
  Map<Integer, Carried> read(long nowNanos) {
    double seconds = Math.max(1e-3, (nowNanos - lastNanos) / 1e9);
    lastNanos = nowNanos;
    Map<Integer, Carried> now = new TreeMap<>();
    for (int shard = 0; shard < loads.count(); shard++) {
      ShardLoad load = loads.ofShard(shard);
      rate(inPerSecond, lastIn, shard, load.bytesIn(), seconds);
      rate(outPerSecond, lastOut, shard, load.bytesOut(), seconds);
      Carried carried =
          new Carried(
              load.sessions(), Math.round(inPerSecond[shard]), Math.round(outPerSecond[shard]));
      if (!carried.equals(Carried.NOTHING)) {
        now.put(shard, carried);
      }
    }
    return now;
  }

  private static void rate(double[] rates, long[] last, int shard, long total, double seconds) {
    double measured = (total - last[shard]) / seconds;
    last[shard] = total;
    double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
    double rate = rates[shard] + (measured - rates[shard]) * weight;
    rates[shard] = rate < NOTHING_PER_SECOND ? 0 : rate;
  }
}
