package io.switchboard.kafka;

/**
 * What a node does about problems that {@link io.switchboard.kafka.check.BrokerCheck} finds when it
 * starts.
 */
public enum CheckMode {
  /** Does not look. */
  OFF,
  /** Logs each of them. */
  WARN,
  /** Logs them, and does not start if one of them voids exactly-once, or if it cannot look. */
  STRICT
}
