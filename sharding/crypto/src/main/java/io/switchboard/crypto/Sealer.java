package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Seals tokens and cursors, the small blobs that clients hold for the server: encrypted, so that
 * they stay opaque, and authenticated, so that what comes back is what some node gave out. Every
 * node with the same {@link KeyIds#TOKEN} key opens them. Adds {@link #OVERHEAD_BYTES}.
 * Thread-safe.
 *
 * <p>Nonces are a counter under a data key of this incarnation, as for records: random 96-bit
 * nonces under one shared key would be unsafe after some 2^32 tokens, which a busy cluster seals in
 * hours.
 */
public final class Sealer {
  /** Longest plain blob. */
  public static final int MAX_PLAIN_BYTES = 64 << 10;

  /** Longest context. */
  public static final int MAX_CONTEXT_BYTES = 4 << 10;

  private static final byte FORMAT_VERSION = 1;
  private static final int SALT_OFFSET = 3;
  private static final int COUNTER_OFFSET = SALT_OFFSET + DataKey.SALT_BYTES;
  private static final int HEADER_BYTES = COUNTER_OFFSET + Long.BYTES;

  /** How much longer a sealed blob is: 43 bytes. */
  public static final int OVERHEAD_BYTES = HEADER_BYTES + Aead.TAG_BYTES;

  private static final int MAX_CACHED_DATA_KEYS = 1024;

  private final Aead aead = new Aead();
  private final KeyRingSource keys;
  private final Nonces nonces = new Nonces(KeyDerivation.SEAL);
  private final DataKeyCache dataKeys = new DataKeyCache(MAX_CACHED_DATA_KEYS);

  /**
   * What a blob is for; one made for a purpose opens for no other. The codes are stored by clients.
   */
  public enum Purpose {
    /** Given with a delivered batch. */
    READ_TOKEN(1),
    /** Given with a staged batch. */
    STAGE_TOKEN(2),
    /** Positions, for allocating another session. */
    CURSOR(3);

    private final byte code;

    Purpose(int code) {
      this.code = (byte) code;
    }
  }

  /** A sealer that asks {@code keys} at every use. */
  public Sealer(KeyRingSource keys) {
    this.keys = Objects.requireNonNull(keys);
  }

  /**
   * Seals a blob.
   *
   * @param context what it is bound to (such as session and holder): not contained, but needed
   *     again to open; at most {@link #MAX_CONTEXT_BYTES}
   * @param plain at most {@link #MAX_PLAIN_BYTES}
   * @throws KeyUnavailableException if the key ring has no token key
   * @throws IllegalArgumentException if context or blob are too long
   */
  public byte[] seal(Purpose purpose, byte[] context, byte[] plain) {
    if (plain.length > MAX_PLAIN_BYTES || context.length > MAX_CONTEXT_BYTES) {
      throw new IllegalArgumentException(
          "Sealed are at most "
              + MAX_PLAIN_BYTES
              + " bytes in a context of at most "
              + MAX_CONTEXT_BYTES
              + "; got "
              + plain.length
              + " and "
              + context.length);
    }
    MasterKey master =
        keys.ring()
            .current(KeyIds.TOKEN)
            .orElseThrow(() -> new KeyUnavailableException(KeyIds.TOKEN));
    Nonces.Nonce nonce = nonces.next(master, plain.length);
    byte[] sealed = new byte[OVERHEAD_BYTES + plain.length];
    ByteBuffer.wrap(sealed)
        .put(FORMAT_VERSION)
        .putShort((short) master.version())
        .put(nonce.key().salt())
        .putLong(nonce.counter());
    aead.seal(nonce.key(), nonce.counter(), plain, bound(purpose, context), sealed, HEADER_BYTES);
    return sealed;
  }

  /**
   * Opens a blob. Never throws on bad input: what is forged, altered, cut off, too long, sealed for
   * another purpose or context or with a key that the ring lacks, is empty.
   */
  public Optional<byte[]> open(Purpose purpose, byte[] context, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES
        || sealed.length > OVERHEAD_BYTES + MAX_PLAIN_BYTES
        || context.length > MAX_CONTEXT_BYTES
        || sealed[0] != FORMAT_VERSION) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(sealed);
    Optional<MasterKey> master =
        keys.ring().find(KeyIds.TOKEN, header.getShort(1) & KeyIds.MAX_VERSION);
    if (master.isEmpty()) {
      return Optional.empty();
    }
    byte[] salt = Arrays.copyOfRange(sealed, SALT_OFFSET, COUNTER_OFFSET);
    Optional<DataKey> cached = dataKeys.find(master.get(), salt);
    DataKey key = cached.orElseGet(() -> DataKey.derive(master.get(), KeyDerivation.SEAL, salt));
    Optional<byte[]> plain =
        aead.open(
            key, header.getLong(COUNTER_OFFSET), sealed, HEADER_BYTES, bound(purpose, context));
    if (plain.isPresent() && cached.isEmpty()) {
      dataKeys.keep(key);
    }
    return plain;
  }

  private static byte[] bound(Purpose purpose, byte[] context) {
    byte[] bound = new byte[1 + context.length];
    bound[0] = purpose.code;
    System.arraycopy(context, 0, bound, 1, context.length);
    return bound;
  }
}
