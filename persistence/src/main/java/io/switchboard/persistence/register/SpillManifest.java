package io.switchboard.persistence.register;

import io.switchboard.core.port.Ownership.Spilled;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The form of a manifest in the register's column {@code spill}: a version byte, 1, then epoch,
 * first and last seq in 8 bytes each. Empty: there is none.
 */
final class SpillManifest {
  static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 3 * Long.BYTES;

  private SpillManifest() {}

  static ByteBuffer encode(Spilled spilled) {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putLong(spilled.epoch())
        .putLong(spilled.fromSeq())
        .putLong(spilled.toSeq())
        .flip();
  }

  /**
   * Reads it.
   *
   * @param stored null in a row that was made before there were manifests
   * @throws IllegalStateException if a newer version wrote it: passing over it would lose batches
   */
  static Optional<Spilled> decode(ByteBuffer stored) {
    if (stored == null || !stored.hasRemaining()) {
      return Optional.empty();
    }
    ByteBuffer bytes = stored.duplicate();
    byte version = bytes.get();
    if (version != VERSION || bytes.remaining() != BYTES - 1) {
      throw new IllegalStateException(
          "a spill manifest of version "
              + version
              + " and "
              + stored.remaining()
              + " bytes; this Switchboard reads version 1: start the newer version that wrote it");
    }
    return Optional.of(new Spilled(bytes.getLong(), bytes.getLong(), bytes.getLong()));
  }
}
