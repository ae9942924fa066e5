package io.switchboard.node.management;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a node tells about itself.
 *
 * @param clusterId the deployment that it belongs to
 * @param version of the software
 * @param incarnation this life of the node; another one after every start
 * @param startedAt when it was up
 * @param addresses its doors, by name; none while it starts
 * @param counters what its doors have counted so far, by name
 * @param sessionCounters what its sessions have counted so far, and hold now, by name
 */
public record NodeFacts(
    String clusterId,
    String version,
    String incarnation,
    Instant startedAt,
    Supplier<Map<String, String>> addresses,
    Supplier<Map<String, Long>> counters,
    Supplier<Map<String, Long>> sessionCounters) {}
