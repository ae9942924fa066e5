package io.switchboard.persistence.spill;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.SpillStore.Batch;
import io.switchboard.persistence.serial.SpillCodec;
import io.switchboard.persistence.serial.SpillHead;
import io.switchboard.persistence.serial.UnreadableRecordException;
import java.nio.ByteBuffer;

/**
 * Encodes and seals, each part bound to its place (session, epoch, seq), so that no row and no part
 * of a file passes for another. Both stores hold the same form. Thread-safe.
 */
final class SealedBatches {
  private static final byte BATCH = 1;
  private static final byte HEAD = 2;

  private final SpillCipher cipher;

  SealedBatches(SpillCipher cipher) {
    this.cipher = cipher;
  }

  byte[] seal(SessionId session, long epoch, Batch batch) {
    return cipher.seal(
        context(BATCH, session, epoch, batch.seq()), SpillCodec.toBytes(batch.batch()));
  }

  /** Throws {@link SpillUnreadableException}. */
  Batch open(SessionId session, long epoch, long seq, byte[] sealed) {
    byte[] clear = cipher.open(context(BATCH, session, epoch, seq), sealed);
    try {
      return new Batch(seq, SpillCodec.batch(clear));
    } catch (UnreadableRecordException e) {
      throw new SpillUnreadableException(e.getMessage(), e);
    }
  }

  byte[] seal(SpillHead head) {
    return cipher.seal(context(HEAD, head.session(), head.epoch(), 0), SpillCodec.toBytes(head));
  }

  /** Throws {@link SpillUnreadableException}. */
  SpillHead openHead(SessionId session, long epoch, byte[] sealed) {
    byte[] clear = cipher.open(context(HEAD, session, epoch, 0), sealed);
    try {
      return SpillCodec.head(clear);
    } catch (UnreadableRecordException e) {
      throw new SpillUnreadableException(e.getMessage(), e);
    }
  }

  private static byte[] context(byte kind, SessionId session, long epoch, long seq) {
    return ByteBuffer.allocate(1 + SessionId.LENGTH + 2 * Long.BYTES)
        .put(kind)
        .put(session.value().getBytes(US_ASCII))
        .putLong(epoch)
        .putLong(seq)
        .array();
  }
}
