package io.switchboard.bench;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What to measure, and for how long.
 *
 * @param rounds of every contender, 1 to 100
 * @param seconds of one round of publishing
 * @param nodeWarmUpSeconds of publishing, and of consuming, before anything is measured: the
 *     compiler of a JVM that shares two cores with its load takes a minute to get through
 * @param warmUpSeconds of each contender before its first round
 * @param sessions writers, readers and partitions, 1 to 256
 * @param eventBytes size of a value
 * @param eventsPerPartition that readers find
 * @param transport of Switchboard's client
 * @param only which workloads
 */
record Settings(
    int rounds,
    double seconds,
    double nodeWarmUpSeconds,
    double warmUpSeconds,
    int sessions,
    int eventBytes,
    int eventsPerPartition,
    Transport transport,
    Set<Workload> only) {

  /** The parts of the table. */
  enum Workload {
    PUBLISH,
    PUBLISH_TUNED,
    SINGLE,
    CONSUME,
    IDLE
  }

  Settings {
    if (rounds < 1 || rounds > 100) {
      throw new IllegalArgumentException("rounds: expected 1 to 100, got " + rounds);
    }
    if (sessions < 1 || sessions > 256) {
      throw new IllegalArgumentException("sessions: expected 1 to 256, got " + sessions);
    }
    if (eventBytes < 1 || eventBytes > 8_000) {
      throw new IllegalArgumentException("event bytes: expected 1 to 8,000, got " + eventBytes);
    }
    only = Set.copyOf(only.isEmpty() ? EnumSet.allOf(Workload.class) : only);
  }

  /** About eight minutes. */
  static Settings defaults() {
    return new Settings(5, 4, 75, 10, 16, 1_024, 20_000, Transport.TCP, Set.of());
  }

  /** A few seconds: shows that everything works, and nothing about speed. */
  static Settings quick() {
    return new Settings(1, 1, 1, 1, 16, 1_024, 1_000, Transport.TCP, Set.of());
  }

  /** Of one round of publishing. */
  Duration roundTime() {
    return duration(seconds);
  }

  Duration nodeWarmUp() {
    return duration(nodeWarmUpSeconds);
  }

  Duration warmUp() {
    return duration(warmUpSeconds);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
