package io.switchboard.core.model;

import java.time.Duration;

/**
 * What one session may use. Every value is finite.
 *
 * @param maxEventBytes bytes of key, value and headers of one event
 * @param maxBatchBytes bytes of all events of a batch
 * @param maxBatchEvents events of a batch
 * @param maxWait longest wait of a read or an ack
 */
public record SessionLimits(
    int maxEventBytes, int maxBatchBytes, int maxBatchEvents, Duration maxWait) {
  public SessionLimits {
    if (maxEventBytes < 1
        || maxBatchBytes < maxEventBytes
        || maxBatchEvents < 1
        || maxWait.isNegative()) {
      throw new IllegalArgumentException(
          "limits are positive, and a batch holds at least one largest event");
    }
  }
}
