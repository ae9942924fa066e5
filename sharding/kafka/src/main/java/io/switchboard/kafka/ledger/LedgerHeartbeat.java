package io.switchboard.kafka.ledger;

import io.switchboard.core.model.LaneId;
import java.nio.charset.StandardCharsets;

/**
 * The value of a ledger record that belongs to no session: what a lane commits when it has nothing
 * to publish. It has no key, so every reader of the ledger skips it; its value, the lane's id in
 * ASCII, is for people.
 */
public final class LedgerHeartbeat {
  private LedgerHeartbeat() {}

  /** The stored form. */
  public static byte[] of(LaneId lane) {
    return lane.value().getBytes(StandardCharsets.US_ASCII);
  }
}
