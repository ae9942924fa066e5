package io.switchboard.kafka.ledger;

import java.util.Set;
import java.util.UUID;

/**
 * The cluster as this node sees it.
 *
 * @param incarnations of its members, this node's included as long as it is one
 * @param complete false if a node may be alive that is not named: one does not tell its
 *     incarnation, or cannot be reached, so that what is known may be old
 */
public record LiveNodes(Set<UUID> incarnations, boolean complete) {
  /** Nothing is known yet. */
  public static final LiveNodes UNKNOWN = new LiveNodes(Set.of(), false);

  public LiveNodes {
    incarnations = Set.copyOf(incarnations);
  }
}
