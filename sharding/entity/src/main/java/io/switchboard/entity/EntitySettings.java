package io.switchboard.entity;

import io.switchboard.entity.expiry.ExpirySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How sessions live on a node.
 *
 * @param shards number of shards; fixed for the life of a cluster
 * @param readAheadBytes what a reader may read ahead of its client
 * @param slackenAfter without a call for this long, a reader closes its subscriptions, and a writer
 *     forgets a batch that was not acknowledged
 * @param passivateAfter without a call for this long, a session leaves memory
 * @param stopWithin bound of an orderly stop of one session
 * @param noteEvery how often a session that is called writes its directory entry
 * @param snapshotEvery events between two snapshots
 * @param keepSnapshots snapshots kept; events are deleted only below the oldest of them
 * @param checkpointEvery how often a writer that publishes moves its scan start in the register
 * @param stagedBytes what all writers of a node may hold in memory, written and not yet published
 * @param readBytes what all readers of a node may hold in memory, read ahead or delivered and not
 *     yet acknowledged; where there are many, each reads ahead less
 * @param registerCallsAtOnce calls of the ownership register under way from a node; the sessions
 *     that wake at once wait for each other
 * @param registerCallsWaiting calls that wait behind those
 * @param expiry how sessions are found that were left and are not in memory
 */
public record EntitySettings(
    int shards,
    int readAheadBytes,
    Duration slackenAfter,
    Duration passivateAfter,
    Duration stopWithin,
    Duration noteEvery,
    int snapshotEvery,
    int keepSnapshots,
    Duration checkpointEvery,
    long stagedBytes,
    long readBytes,
    int registerCallsAtOnce,
    int registerCallsWaiting,
    ExpirySettings expiry) {

  /** Holds the largest batch there can be, with what is around its events, several times over. */
  static final long MIN_BUDGET_BYTES = 16L << 20;

  /** What a node uses unless it is told otherwise. */
  public static final EntitySettings DEFAULTS =
      new EntitySettings(
          100,
          1024 * 1024,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofSeconds(8),
          Duration.ofMinutes(5),
          500,
          2,
          Duration.ofMinutes(5),
          64L << 20,
          64L << 20,
          64,
          1_000,
          ExpirySettings.DEFAULTS);

  public EntitySettings {
    List<String> problems = new ArrayList<>();
    require(problems, shards >= 1 && shards <= 10_000, "shards: 1 to 10,000");
    require(problems, readAheadBytes >= 64 * 1024, "read-ahead-bytes: at least 64 KiB");
    require(problems, slackenAfter.toMillis() >= 10, "slacken-after: at least 10 ms");
    require(problems, passivateAfter.toMillis() >= 10, "passivate-after: at least 10 ms");
    require(problems, stopWithin.toMillis() >= 100, "stop-within: at least 100 ms");
    require(problems, noteEvery.toMillis() >= 100, "note-every: at least 100 ms");
    require(problems, snapshotEvery >= 10, "snapshot-every: at least 10");
    require(problems, keepSnapshots >= 2, "keep-snapshots: at least 2");
    require(problems, checkpointEvery.toMillis() >= 100, "checkpoint-every: at least 100 ms");
    require(problems, stagedBytes >= MIN_BUDGET_BYTES, "budget.staged-bytes: at least 16 MiB");
    require(problems, readBytes >= MIN_BUDGET_BYTES, "budget.read-bytes: at least 16 MiB");
    require(
        problems,
        registerCallsAtOnce >= 1 && registerCallsAtOnce <= 1_000,
        "waking.register-calls: 1 to 1,000");
    require(
        problems,
        registerCallsWaiting >= 1 && registerCallsWaiting <= 100_000,
        "waking.waiting-calls: 1 to 100,000");
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("session settings: " + String.join("; ", problems));
    }
  }

  private static void require(List<String> problems, boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
