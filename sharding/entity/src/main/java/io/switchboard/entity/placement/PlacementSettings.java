package io.switchboard.entity.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How shards are placed. Load is counted in sessions: a shard weighs its sessions in memory, the
 * bytes of its events by {@code bytesPerPoint}, and 1 for itself.
 *
 * @param movesAtOnce shards under way at a time, to honour pins or to balance
 * @param drainMovesAtOnce shards under way at a time while a node is emptied
 * @param bytesPerPoint bytes of events per second that weigh as much as one session
 * @param worthPoints imbalance between two nodes that is not worth a move, absolute
 * @param worthRatio the same, relative to the mean load of the nodes
 * @param settleAfter a shard that moved does not move again before this, to balance
 * @param reportEvery how often a node tells its load
 * @param pinsEvery how often a node reads the pins, besides when it is told of a change
 * @param viewWithin how long a view waits for the nodes
 */
public record PlacementSettings(
    int movesAtOnce,
    int drainMovesAtOnce,
    long bytesPerPoint,
    int worthPoints,
    double worthRatio,
    Duration settleAfter,
    Duration reportEvery,
    Duration pinsEvery,
    Duration viewWithin) {

  /** What a node uses unless it is told otherwise. */
  public static final PlacementSettings DEFAULTS =
      new PlacementSettings(
          10,
          20,
          64 * 1024,
          8,
          0.2,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  public PlacementSettings {
    List<String> problems = new ArrayList<>();
    require(problems, movesAtOnce >= 1 && movesAtOnce <= 1_000, "moves-at-once: 1 to 1,000");
    require(
        problems,
        drainMovesAtOnce >= 1 && drainMovesAtOnce <= 1_000,
        "drain-moves-at-once: 1 to 1,000");
    require(
        problems,
        bytesPerPoint >= 1 && bytesPerPoint <= 1L << 40,
        "bytes-as-one-session: 1 byte to 1 TiB");
    require(
        problems, worthPoints >= 1 && worthPoints <= 1_000_000, "worth.sessions: 1 to 1,000,000");
    require(problems, worthRatio >= 0 && worthRatio <= 10, "worth.ratio: 0 to 10");
    require(problems, within(settleAfter, 0, 3_600_000), "settle-after: 0 to 1 h");
    require(problems, within(reportEvery, 100, 60_000), "report-every: 100 ms to 1 minute");
    require(problems, within(pinsEvery, 100, 600_000), "pins-every: 100 ms to 10 minutes");
    require(problems, within(viewWithin, 100, 60_000), "view-within: 100 ms to 1 minute");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("placement settings: " + String.join("; ", problems));
    }
  }

  private static boolean within(Duration value, long leastMillis, long mostMillis) {
    return value.toMillis() >= leastMillis && value.toMillis() <= mostMillis;
  }

  private static void require(List<String> problems, boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
