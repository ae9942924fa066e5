package io.switchboard.mesos;

import java.util.Set;

/**
 * What to look for in Marathon's answer.
 *
 * @param apps which apps belong to the cluster
 * @param portName the name of the port to reach, in the app definition's own spelling
 * @param addressPolicy which of a task's addresses to give
 * @param states in which states a task counts; at least one
 * @param requireHealthy give only tasks of which every health check result says alive, and that
 *     have at least one. Not for forming a cluster: where the check asks whether the node is ready,
 *     none is healthy before the first join, and the cluster would never form.
 */
public record TargetQuery(
    AppSelector apps,
    String portName,
    AddressPolicy addressPolicy,
    Set<TaskState> states,
    boolean requireHealthy) {

  public TargetQuery {
    if (portName.isBlank()) {
      throw new IllegalArgumentException("expected a port name, got nothing");
    }
    if (states.isEmpty()) {
      throw new IllegalArgumentException("expected at least one task state, got none");
    }
    states = Set.copyOf(states);
  }

  /** Running tasks, healthy or not, at the address that fits the app's network mode. */
  public static TargetQuery of(AppSelector apps, String portName) {
    return new TargetQuery(apps, portName, AddressPolicy.AUTO, Set.of(TaskState.RUNNING), false);
  }

  /** The same query with another address policy. */
  public TargetQuery withAddressPolicy(AddressPolicy policy) {
    return new TargetQuery(apps, portName, policy, states, requireHealthy);
  }

  /** The same query for tasks in these states. */
  public TargetQuery withStates(Set<TaskState> wanted) {
    return new TargetQuery(apps, portName, addressPolicy, wanted, requireHealthy);
  }

  /** The same query for healthy tasks only. */
  public TargetQuery onlyHealthy() {
    return new TargetQuery(apps, portName, addressPolicy, states, true);
  }
}
