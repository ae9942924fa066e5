package io.switchboard.persistence.serial;

import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Published;
import java.util.Optional;

/**
 * What a spill file says before its batches.
 *
 * @param session whose batches they are
 * @param epoch of the owner that left them
 * @param owner its lane
 * @param settled what is published, if that was known for certain
 * @param fromSeq the first batch, 1 or more
 * @param toSeq the last one, not before the first
 */
public record SpillHead(
    SessionId session,
    long epoch,
    LaneId owner,
    Optional<Published> settled,
    long fromSeq,
    long toSeq) {
  public SpillHead {
    if (epoch < 0 || fromSeq < 1 || toSeq < fromSeq) {
      throw new IllegalArgumentException(
          "expected an epoch and batches, not epoch " + epoch + ", " + fromSeq + " to " + toSeq);
    }
  }
}
