package io.switchboard.bench.run;

import io.switchboard.bench.settings.Settings;

/**
 * How much is read in a round of a scenario, so that it takes about as long as a round of
 * publishing, on a disk that has an end.
 *
 * @param stored events in each partition
 * @param ours how many of these a session reads
 * @param nativePasses how often a native consumer reads all
 */
record ReadPlan(int stored, int ours, int nativePasses) {
  private static final long MAX_STORED_BYTES = 256L << 20;

  /** What one session about does, whatever the size of its batches. */
  private static final int BATCHES_PER_SECOND = 200;

  private static final int NATIVE_EVENTS_PER_SECOND = 20_000;
  private static final int MAX_NATIVE_PASSES = 100;

  static ReadPlan of(Scenario scenario, Settings settings) {
    int stored = stored(scenario.sessions(), scenario.eventBytes(), settings.eventsPerPartition());
    double ours = scenario.batch() * (BATCHES_PER_SECOND * settings.seconds());
    double passes = NATIVE_EVENTS_PER_SECOND * settings.seconds() / stored;
    return new ReadPlan(
        stored,
        (int) Math.min(stored, Math.max(scenario.batch(), ours)),
        (int) Math.min(MAX_NATIVE_PASSES, Math.max(1, Math.round(passes))));
  }

  /**
   * Events in each partition, so that all together are bounded; at least one.
   *
   * @param wanted how many there should be
   */
  private static int stored(int partitions, int eventBytes, int wanted) {
    long bound = MAX_STORED_BYTES / ((long) partitions * eventBytes);
    return (int) Math.max(1, Math.min(bound, wanted));
  }
}
