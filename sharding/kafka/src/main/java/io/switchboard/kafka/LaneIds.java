package io.switchboard.kafka;

import io.switchboard.core.model.LaneId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the transactional ids of a cluster's lanes are made and read: {@code
 * <cluster>-<incarnation>-<lane>-<generation>}. Everything that ends a foreign lane goes through
 * {@link #incarnationOf}, so that another cluster whose name begins like ours is never touched.
 */
public final class LaneIds {
  /** Also understood by the broker (RE2). */
  private static final String INCARNATION =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private static final String LANE_AND_GENERATION = "-[0-9]{1,10}-[0-9]{1,10}";

  private final String clusterId;
  private final Pattern lane;

  /**
   * @param clusterId letters, digits and dashes, as {@link KafkaSettings} checks it
   */
  public LaneIds(String clusterId) {
    this.clusterId = clusterId;
    this.lane = Pattern.compile(clusterId + "-(" + INCARNATION + ")" + LANE_AND_GENERATION);
  }

  /** The id of one lane. */
  public LaneId of(UUID incarnation, int number, int generation) {
    return new LaneId(clusterId + "-" + incarnation + "-" + number + "-" + generation);
  }

  /**
   * Which start of a node a transactional id belongs to; empty if it is no lane of this cluster.
   */
  public Optional<UUID> incarnationOf(String transactionalId) {
    Matcher matcher = lane.matcher(transactionalId);
    return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
  }

  /** A regular expression for all lanes of this cluster, in the syntax that brokers take. */
  public String pattern() {
    return clusterId + "-" + INCARNATION + LANE_AND_GENERATION;
  }
}
