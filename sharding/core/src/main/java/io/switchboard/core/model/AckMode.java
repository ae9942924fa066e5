package io.switchboard.core.model;

/** When the ack of a writer's batch is answered. */
public enum AckMode {
  /** When the batch is committed in Kafka. */
  COMMITTED,
  /** When the batch is in the session's write buffer; its client keeps it until it is committed. */
  BUFFERED
}
