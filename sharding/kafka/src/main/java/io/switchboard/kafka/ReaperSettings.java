package io.switchboard.kafka;

import java.time.Duration;

/**
 * How open transactions of dead nodes' lanes are looked for and ended.
 *
 * @param within how long the lanes of a node that left are tried; then the next sweep goes on
 * @param sweepEvery how often transactions of nodes are looked for that are not in the cluster
 * @param olderThan a sweep leaves younger transactions alone. Not below the lanes' transaction
 *     time-out (10 s) a sweep can never harm a living lane, whatever it believes about the cluster:
 *     the broker would end the transaction too
 * @param workers lanes that are fenced at a time
 */
public record ReaperSettings(
    Duration within, Duration sweepEvery, Duration olderThan, int workers) {

  /** What suits most clusters. */
  public static final ReaperSettings DEFAULTS =
      new ReaperSettings(Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofSeconds(10), 4);

  public ReaperSettings {
    new Problems()
        .range("reaper.within", within, Duration.ofSeconds(1), Duration.ofMinutes(10))
        .range("reaper.sweep-every", sweepEvery, Duration.ofSeconds(1), Duration.ofHours(1))
        .range("reaper.older-than", olderThan, Duration.ofSeconds(1), Duration.ofMinutes(15))
        .range("reaper.workers", workers, 1, 64)
        .throwIfAny();
  }
}
