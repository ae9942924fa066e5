package io.switchboard.entity.placement;

import io.switchboard.entity.placement.LoadReport.Carried;
import java.util.Map;
import java.util.Set;

/**
 * What this node knows of the placement at one moment: reports, pins, drains, and the last request
 * to balance. Every node keeps it, so that whichever carries the coordinator has it at once.
 *
 * @param reports by the member's {@link Members#key}
 * @param loads by shard, of all reports, with what was told a short while ago
 * @param draining members' keys
 * @param pins node by shard
 * @param balanceRequests how often operators asked, in all
 * @param askedAtNanos when this node learned of the last of them
 */
record Knowledge(
    Map<String, LoadReport> reports,
    Map<String, Carried> loads,
    Set<String> draining,
    Map<String, String> pins,
    long balanceRequests,
    long askedAtNanos) {
  static final Knowledge NOTHING = new Knowledge(Map.of(), Map.of(), Set.of(), Map.of(), 0, 0);

  Knowledge withReports(Map<String, LoadReport> newer, Map<String, Carried> newerLoads) {
    return new Knowledge(
        Map.copyOf(newer), newerLoads, draining, pins, balanceRequests, askedAtNanos);
  }

  Knowledge withDraining(Set<String> newer) {
    return new Knowledge(reports, loads, Set.copyOf(newer), pins, balanceRequests, askedAtNanos);
  }

  Knowledge withPins(Map<String, String> newer) {
    return new Knowledge(
        reports, loads, draining, Map.copyOf(newer), balanceRequests, askedAtNanos);
  }

  Knowledge withBalanceRequests(long newer, long nowNanos) {
    return newer == balanceRequests
        ? this
        : new Knowledge(reports, loads, draining, pins, newer, nowNanos);
  }
}
