package io.switchboard.crypto;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Seals values into the {@link Envelope} and opens them, for one use: its label keeps the data keys
 * apart from those of every other use, even under the same master key. Every instance is an
 * incarnation of its own (own salts, own data keys). Thread-safe.
 */
final class EnvelopeCipher {
  static final int MAX_CACHED_DATA_KEYS = 4096;

  private final Aead aead = new Aead();
  private final KeyRingSource keys;
  private final String label;
  private final String boundTo;
  private final int maxPlainBytes;
  private final ConcurrentMap<String, Nonces> nonces = new ConcurrentHashMap<>();
  private final DataKeyCache dataKeys;
  private final ThreadLocal<LastKey> lastKey = new ThreadLocal<>();

  /**
   * @param label the use, from {@link KeyDerivation}
   * @param boundTo what the context is, for messages
   */
  EnvelopeCipher(
      KeyRingSource keys, String label, String boundTo, int maxPlainBytes, int maxCachedDataKeys) {
    this.keys = Objects.requireNonNull(keys);
    this.label = label;
    this.boundTo = boundTo;
    this.maxPlainBytes = maxPlainBytes;
    this.dataKeys = new DataKeyCache(maxCachedDataKeys);
  }

  byte[] seal(String keyId, byte[] context, byte[] plaintext) {
    if (plaintext.length > maxPlainBytes) {
      throw new IllegalArgumentException(
          "A value of at most "
              + maxPlainBytes
              + " bytes can be sealed, this one has "
              + plaintext.length);
    }
    MasterKey master =
        keys.ring().current(keyId).orElseThrow(() -> new KeyUnavailableException(keyId));
    Nonces.Nonce nonce =
        nonces.computeIfAbsent(keyId, id -> new Nonces(label)).next(master, plaintext.length);
    byte[] envelope = Envelope.withHeader(nonce.key(), nonce.counter(), plaintext.length);
    int headerBytes = Envelope.headerBytes(keyId);
    aead.seal(nonce.key(), nonce.counter(), plaintext, context, envelope, headerBytes);
    return envelope;
  }

  OpenResult open(byte[] context, byte[] envelope) {
    KeyRing ring = keys.ring();
    LastKey last = lastKey.get();
    if (last != null && last.ring() == ring && Envelope.hasKeyPart(envelope, last.keyPart())) {
      return opened(context, envelope, last.key(), last.keyPart().length);
    }
    Envelope.Parsed parsed = Envelope.parse(envelope);
    if (parsed instanceof Envelope.Unusable unusable) {
      return unusable.result();
    }
    return open(ring, context, envelope, (Envelope.Header) parsed);
  }

  private OpenResult open(KeyRing ring, byte[] context, byte[] envelope, Envelope.Header header) {
    Optional<MasterKey> master = ring.find(header.keyId(), header.keyVersion());
    if (master.isEmpty()) {
      return new OpenResult.UnknownKey(header.keyId(), header.keyVersion());
    }
    Optional<DataKey> cached = dataKeys.find(master.get(), header.salt());
    DataKey key = cached.orElseGet(() -> DataKey.derive(master.get(), label, header.salt()));
    OpenResult result = opened(context, envelope, key, header.keyPartBytes());
    if (result instanceof OpenResult.Opened) {
      if (cached.isEmpty()) {
        dataKeys.keep(key);
      }
      lastKey.set(new LastKey(ring, Arrays.copyOf(envelope, header.keyPartBytes()), key));
    }
    return result;
  }

  private OpenResult opened(byte[] context, byte[] envelope, DataKey key, int keyPartBytes) {
    int headerBytes = keyPartBytes + Envelope.AFTER_KEY_PART_BYTES;
    if (envelope.length - headerBytes - Aead.TAG_BYTES > maxPlainBytes) {
      return new OpenResult.Corrupt("longer than " + maxPlainBytes + " bytes");
    }
    long counter = Envelope.counter(envelope, keyPartBytes);
    Optional<byte[]> plain = aead.open(key, counter, envelope, headerBytes, context);
    return plain
        .<OpenResult>map(OpenResult.Opened::new)
        .orElseGet(() -> new OpenResult.Corrupt("altered, or not of this " + boundTo + " or key"));
  }

  /**
   * The data key that opened the last envelope of a thread: records that lie side by side mostly
   * share it, and comparing bytes costs less than looking it up.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record LastKey(KeyRing ring, byte[] keyPart, DataKey key) {}
}
