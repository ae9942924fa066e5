package io.switchboard.core.model;

/**
 * A producer lane's transactional.id. Used by one producer object only, ever: a lane that dies is
 * followed by one with a new id.
 *
 * @param value the transactional.id, unique to cluster, node incarnation, lane and generation
 */
public record LaneId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
