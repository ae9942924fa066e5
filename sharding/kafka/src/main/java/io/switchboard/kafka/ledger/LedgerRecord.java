package io.switchboard.kafka.ledger;

import io.switchboard.core.model.Digest;
import io.switchboard.core.port.Ledger;
import java.nio.ByteBuffer;

/**
 * The value of a ledger record: one per published batch, in the batch's own transaction. Its key is
 * the session id in ASCII; a record without key belongs to no session and is skipped by readers.
 *
 * <p>Layout, big-endian, 41 bytes: version (1 byte, {@value #VERSION}), seq (8), epoch (8), lane
 * generation (4), number of events (4), digest (16). A reader refuses versions that it does not
 * know: skipping one would mean to forget a published batch.
 *
 * @param seq of the batch
 * @param epoch of the owner that published it
 * @param laneGeneration of the lane that published it, for people
 * @param events number of events
 * @param digest of the batch
 */
public record LedgerRecord(long seq, long epoch, int laneGeneration, int events, Digest digest) {
  /** Version written by this code. */
  static final byte VERSION = 1;

  /** Length of a value of this version, in bytes. */
  static final int LENGTH = 1 + 8 + 8 + 4 + 4 + Digest.LENGTH;

  /** The stored form. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .put(VERSION)
        .putLong(seq)
        .putLong(epoch)
        .putInt(laneGeneration)
        .putInt(events)
        .put(digest.toBytes())
        .array();
  }

  /**
   * Reads the stored form.
   *
   * @throws LedgerFormatException if it is of another version or length
   */
  public static LedgerRecord parse(byte[] stored) {
    if (stored == null || stored.length == 0) {
      throw new LedgerFormatException("an empty ledger record");
    }
    if (stored[0] != VERSION || stored.length != LENGTH) {
      throw new LedgerFormatException(
          "a ledger record of version %d with %d bytes; this node reads version %d with %d bytes"
              .formatted(stored[0], stored.length, VERSION, LENGTH));
    }
    ByteBuffer in = ByteBuffer.wrap(stored, 1, LENGTH - 1);
    long seq = in.getLong();
    long epoch = in.getLong();
    int generation = in.getInt();
    int events = in.getInt();
    byte[] digest = new byte[Digest.LENGTH];
    in.get(digest);
    return new LedgerRecord(seq, epoch, generation, events, Digest.of(digest));
  }

  /** What the port tells of it. */
  Ledger.Entry toEntry() {
    return new Ledger.Entry(seq, epoch, events, digest);
  }

  /** A ledger record that this node cannot read. */
  public static final class LedgerFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerFormatException(String message) {
      super(message);
    }
  }
}
