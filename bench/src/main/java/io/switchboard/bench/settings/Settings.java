package io.switchboard.bench.settings;

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
 * @param sessions writers, readers and partitions, 1 to 1,000
 * @param eventBytes size of a value
 * @param eventsPerPartition that readers find
 * @param transport of Switchboard's client
 * @param nodes of a cluster, 1 to 7
 * @param held sessions whose memory is measured
 * @param ownRuns what is asked of workloads that have runs of their own
 * @param only which workloads; the usual ones if there is none
 */
public record Settings(
    int rounds,
    double seconds,
    double nodeWarmUpSeconds,
    double warmUpSeconds,
    int sessions,
    int eventBytes,
    int eventsPerPartition,
    Transport transport,
    int nodes,
    Held held,
    OwnRuns ownRuns,
    Set<Workload> only) {

  /** The parts of the table. */
  public enum Workload {
    PUBLISH,
    PUBLISH_TUNED,
    SINGLE,
    CONSUME,
    IDLE,
    /** Several nodes beside one. */
    CLUSTER,
    /** What sessions cost that wait, or are not in memory. */
    SESSIONS,
    /** Publishing at a fixed rate. */
    LATENCY,
    /** Every way of doing the same. */
    CONTENDERS,
    /** Many sizes of batches and events, few and many sessions. */
    SCENARIOS,
    /** Many readers at the end of one topic. */
    FANOUT,
    /** The first calls of sessions that are new, or had left memory. */
    COLD,
    /** Sessions that begin and end. */
    CHURN,
    /** Beside an HTTP bridge whose address is given. */
    PEER;

    /** What is measured if nobody asks for something: one node beside native clients. */
    public static final Set<Workload> USUAL =
        Set.copyOf(EnumSet.of(PUBLISH, PUBLISH_TUNED, SINGLE, CONSUME, IDLE));
  }

  /**
   * Sessions that are there and get nothing.
   *
   * @param allocated how many, 1 to 1,000,000
   * @param waiting of these in a long poll, 1 to 10,000
   */
  public record Held(int allocated, int waiting) {
    public Held {
      if (allocated < 1 || allocated > 1_000_000) {
        throw new IllegalArgumentException("allocated: expected 1 to 1,000,000, got " + allocated);
      }
      int most = Math.min(allocated, 10_000);
      if (waiting < 1 || waiting > most) {
        throw new IllegalArgumentException(
            "waiting: expected 1 to %,d, got %d".formatted(most, waiting));
      }
    }
  }

  public Settings {
    if (rounds < 1 || rounds > 100) {
      throw new IllegalArgumentException("rounds: expected 1 to 100, got " + rounds);
    }
    if (sessions < 1 || sessions > 1_000) {
      throw new IllegalArgumentException("sessions: expected 1 to 1,000, got " + sessions);
    }
    if (eventBytes < 1 || eventBytes > 10_240) {
      throw new IllegalArgumentException("event bytes: expected 1 to 10,240, got " + eventBytes);
    }
    if (nodes < 1 || nodes > 7) {
      throw new IllegalArgumentException("nodes: expected 1 to 7, got " + nodes);
    }
    only = Set.copyOf(only.isEmpty() ? Workload.USUAL : only);
  }

  /** About eight minutes. */
  public static Settings defaults() {
    return new Settings(
        5,
        4,
        75,
        10,
        16,
        1_024,
        20_000,
        Transport.TCP,
        3,
        new Held(10_000, 1_000),
        OwnRuns.defaults(),
        Set.of());
  }

  /** A few seconds: shows that everything works, and nothing about speed. */
  public static Settings quick() {
    return new Settings(
        1,
        1,
        1,
        1,
        16,
        1_024,
        1_000,
        Transport.TCP,
        3,
        new Held(200, 50),
        OwnRuns.quick(),
        Set.of());
  }

  /**
   * What is taken for what nobody gave. Scenarios are many, so each is short.
   *
   * @param quick whether a few seconds have to do
   * @param only the workloads that were asked for
   */
  public static Settings base(boolean quick, Set<Workload> only) {
    Settings base = quick ? quick() : defaults();
    if (!only.equals(Set.of(Workload.SCENARIOS))) {
      return base;
    }
    return new Settings(
        Math.min(base.rounds, 3),
        quick ? 0.1 : 2,
        base.nodeWarmUpSeconds,
        quick ? 0.1 : 3,
        base.sessions,
        base.eventBytes,
        base.eventsPerPartition,
        base.transport,
        base.nodes,
        base.held,
        base.ownRuns,
        only);
  }

  /** Whether anything of one node beside native clients is wanted. */
  public boolean wantsOneNode() {
    return only.stream().anyMatch(Workload.USUAL::contains);
  }

  /** Of one round of publishing. */
  public Duration roundTime() {
    return duration(seconds);
  }

  public Duration nodeWarmUp() {
    return duration(nodeWarmUpSeconds);
  }

  public Duration warmUp() {
    return duration(warmUpSeconds);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
