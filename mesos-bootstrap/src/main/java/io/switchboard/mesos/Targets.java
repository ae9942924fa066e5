package io.switchboard.mesos;

import java.util.List;

/**
 * All contact points that Marathon's answer holds, and what was left out and why. Both in the order
 * of the answer.
 */
public record Targets(List<Target> targets, List<TargetWarning> warnings) {
  public Targets {
    targets = List.copyOf(targets);
    warnings = List.copyOf(warnings);
  }
}
