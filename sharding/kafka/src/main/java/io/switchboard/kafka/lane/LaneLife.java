package io.switchboard.kafka.lane;

import java.time.Duration;

/**
 * How old a lane may become. A lane remembers every session that it served and uses up producer
 * epochs, so it is relieved while it is well; then it stays a while for the sessions that it has.
 *
 * @param bornNanos when it was started
 * @param retireAfter the age at which it needs relief
 */
record LaneLife(long bornNanos, Duration retireAfter) {
  private static final int GRACE_PART = 24;

  /** True if new sessions should go elsewhere. */
  boolean isDue(long nowNanos) {
    return nowNanos - bornNanos >= retireAfter.toNanos();
  }

  /** True if it should close in order. */
  boolean isOver(long nowNanos) {
    return nowNanos - bornNanos >= retireAfter.plus(retireAfter.dividedBy(GRACE_PART)).toNanos();
  }
}
