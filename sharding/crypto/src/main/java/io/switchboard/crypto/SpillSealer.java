package io.switchboard.crypto;

/**
 * Seals accepted batches that a node which stops leaves to the next owner, in Cassandra or in a
 * file: the envelope of records with data keys of its own (label {@code switchboard/spill/v1}),
 * under {@link KeyIds#RECORD_DEFAULT}, also where the batch's topic is in clear. Every instance is
 * an incarnation of its own. Thread-safe.
 */
public final class SpillSealer {
  /** Longest clear value: four times the largest batch that the doors accept. */
  public static final int MAX_PLAIN_BYTES = 16 << 20;

  /** Longest context. */
  public static final int MAX_CONTEXT_BYTES = 256;

  private static final int MAX_CACHED_DATA_KEYS = 256;

  private final EnvelopeCipher cipher;

  /** A sealer that asks {@code keys} at every use. */
  public SpillSealer(KeyRingSource keys) {
    this.cipher =
        new EnvelopeCipher(
            keys,
            KeyDerivation.SPILL,
            "session, epoch, batch",
            MAX_PLAIN_BYTES,
            MAX_CACHED_DATA_KEYS);
  }

  /**
   * Seals a value.
   *
   * @param context what it is bound to (session, epoch, seq): not contained, but needed again to
   *     open; at most {@link #MAX_CONTEXT_BYTES}
   * @param clear at most {@link #MAX_PLAIN_BYTES}; not changed, not kept
   * @throws KeyUnavailableException if the key ring has no such key; nothing may be stored then
   * @throws IllegalArgumentException if context or value are too long
   */
  public byte[] seal(byte[] context, byte[] clear) {
    if (context.length > MAX_CONTEXT_BYTES) {
      throw new IllegalArgumentException(
          "A context has at most " + MAX_CONTEXT_BYTES + " bytes, this one " + context.length);
    }
    return cipher.seal(KeyIds.RECORD_DEFAULT, context, clear);
  }

  /**
   * Opens a value. Never throws, whatever the bytes are.
   *
   * @param context the one that it was sealed with
   * @param sealed not changed, not kept
   */
  public OpenResult open(byte[] context, byte[] sealed) {
    return cipher.open(context, sealed);
  }
}
