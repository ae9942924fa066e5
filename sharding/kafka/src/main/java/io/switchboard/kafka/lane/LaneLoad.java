package io.switchboard.kafka.lane;

/**
 * What lanes hold at one moment, and may hold: batches from their admission to their answer.
 *
 * @param lanes that are alive
 * @param batches waiting or in a transaction
 * @param bytes of these
 * @param maxBatches that they may hold together
 * @param maxBytes that they may hold together
 */
public record LaneLoad(int lanes, long batches, long bytes, long maxBatches, long maxBytes) {
  /** No lane at all. */
  public static final LaneLoad NONE = new LaneLoad(0, 0, 0, 0, 0);

  LaneLoad plus(LaneLoad other) {
    return new LaneLoad(
        lanes + other.lanes,
        batches + other.batches,
        bytes + other.bytes,
        maxBatches + other.maxBatches,
        maxBytes + other.maxBytes);
  }
}
