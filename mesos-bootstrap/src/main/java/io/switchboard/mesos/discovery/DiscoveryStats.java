package io.switchboard.mesos.discovery;

/**
 * What discovery has done since its start, for metrics.
 *
 * @param lookups begun
 * @param failures lookups that ended without an answer
 * @param standIns lookups that the last good answer served, since Marathon was away
 * @param targets in the last answer that Marathon gave
 */
public record DiscoveryStats(long lookups, long failures, long standIns, int targets) {}
