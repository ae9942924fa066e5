package io.switchboard.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Encrypts event values before they reach Kafka, and opens them again: AES-256-GCM in the envelope
 * of {@code docs/encryption.md}, bound to the logical topic. Every instance is an incarnation of
 * its own (own salts, own data keys). Thread-safe; about a microsecond for 1 KB.
 */
public final class RecordCipher {
  /** Longest value that is sealed or opened: four times the largest batch that the doors accept. */
  public static final int MAX_PLAIN_BYTES = 16 << 20;

  /** Longest logical topic name, in characters, as in Kafka. */
  public static final int MAX_TOPIC_LENGTH = 249;

  private static final int MAX_CACHED_DATA_KEYS = 4096;

  private final KeyRingSource keys;
  private final ConcurrentMap<String, Nonces> nonces = new ConcurrentHashMap<>();
  private final DataKeyCache dataKeys;
  private final ThreadLocal<LastKey> lastKey = new ThreadLocal<>();

  /** A cipher that asks {@code keys} at every use. */
  public RecordCipher(KeyRingSource keys) {
    this(keys, MAX_CACHED_DATA_KEYS);
  }

  RecordCipher(KeyRingSource keys, int maxCachedDataKeys) {
    this.keys = Objects.requireNonNull(keys);
    this.dataKeys = new DataKeyCache(maxCachedDataKeys);
  }

  /** Seals with the current version of {@link KeyIds#RECORD_DEFAULT}. */
  public byte[] seal(String topic, byte[] plaintext) {
    return seal(KeyIds.RECORD_DEFAULT, topic, plaintext);
  }

  /**
   * Seals a value. The result is {@link #sealedBytes} long and never the same twice.
   *
   * @param keyId the key that the topic's policy names
   * @param topic logical topic name, 1 to 249 of {@code a-z A-Z 0-9 . _ -}; the value opens under
   *     this topic only
   * @param plaintext at most {@link #MAX_PLAIN_BYTES}; not changed, not kept
   * @throws KeyUnavailableException if the key ring has no such key; nothing may be published then
   * @throws IllegalArgumentException for a bad topic name or too long a value
   */
  public byte[] seal(String keyId, String topic, byte[] plaintext) {
    byte[] context = contextOf(topic);
    if (plaintext.length > MAX_PLAIN_BYTES) {
      throw new IllegalArgumentException(
          "A value of at most "
              + MAX_PLAIN_BYTES
              + " bytes can be sealed, this one has "
              + plaintext.length);
    }
    MasterKey master =
        keys.ring().current(keyId).orElseThrow(() -> new KeyUnavailableException(keyId));
    Nonces.Nonce nonce =
        nonces
            .computeIfAbsent(keyId, id -> new Nonces(KeyDerivation.RECORD))
            .next(master, plaintext.length);
    byte[] envelope = Envelope.withHeader(nonce.key(), nonce.counter(), plaintext.length);
    int headerBytes = Envelope.headerBytes(keyId);
    Aead.seal(nonce.key(), nonce.counter(), plaintext, context, envelope, headerBytes);
    return envelope;
  }

  /**
   * Opens a value. Never throws, whatever the bytes are.
   *
   * @param topic the logical topic that the value was read from
   * @param envelope not changed, not kept
   */
  public OpenResult open(String topic, byte[] envelope) {
    KeyRing ring = keys.ring();
    LastKey last = lastKey.get();
    if (last != null && last.ring() == ring && Envelope.hasKeyPart(envelope, last.keyPart())) {
      return opened(topic, envelope, last.key(), last.keyPart().length);
    }
    Envelope.Parsed parsed = Envelope.parse(envelope);
    if (parsed instanceof Envelope.Unusable unusable) {
      return unusable.result();
    }
    return open(ring, topic, envelope, (Envelope.Header) parsed);
  }

  private OpenResult open(KeyRing ring, String topic, byte[] envelope, Envelope.Header header) {
    Optional<MasterKey> master = ring.find(header.keyId(), header.keyVersion());
    if (master.isEmpty()) {
      return new OpenResult.UnknownKey(header.keyId(), header.keyVersion());
    }
    Optional<DataKey> cached = dataKeys.find(master.get(), header.salt());
    DataKey key =
        cached.orElseGet(() -> DataKey.derive(master.get(), KeyDerivation.RECORD, header.salt()));
    OpenResult result = opened(topic, envelope, key, header.keyPartBytes());
    if (result instanceof OpenResult.Opened) {
      if (cached.isEmpty()) {
        dataKeys.keep(key);
      }
      lastKey.set(new LastKey(ring, Arrays.copyOf(envelope, header.keyPartBytes()), key));
    }
    return result;
  }

  private static OpenResult opened(String topic, byte[] envelope, DataKey key, int keyPartBytes) {
    int headerBytes = keyPartBytes + Envelope.AFTER_KEY_PART_BYTES;
    if (envelope.length - headerBytes - Aead.TAG_BYTES > MAX_PLAIN_BYTES) {
      return new OpenResult.Corrupt("longer than " + MAX_PLAIN_BYTES + " bytes");
    }
    long counter = Envelope.counter(envelope, keyPartBytes);
    byte[] context = topic.getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> plain = Aead.open(key, counter, envelope, headerBytes, context);
    return plain
        .<OpenResult>map(OpenResult.Opened::new)
        .orElseGet(() -> new OpenResult.Corrupt("altered, or not of this topic or key"));
  }

  /**
   * The data key that opened the last envelope of a thread: records that lie side by side mostly
   * share it, and comparing bytes costs less than looking it up.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record LastKey(KeyRing ring, byte[] keyPart, DataKey key) {}

  /** How many bytes sealing with this key adds to any value, exactly; the value's size apart. */
  public static int overheadBytes(String keyId) {
    return Envelope.headerBytes(KeyIds.requireValid(keyId)) + Aead.TAG_BYTES;
  }

  /** Most bytes that sealing adds to a value under any key, for limits that must hold for all. */
  public static int maxOverheadBytes() {
    return overheadBytes("k".repeat(KeyIds.MAX_LENGTH));
  }

  /** The exact size of a value of {@code plainBytes} after sealing. */
  public static int sealedBytes(String keyId, int plainBytes) {
    return Math.addExact(overheadBytes(keyId), plainBytes);
  }

  private static byte[] contextOf(String topic) {
    boolean sound = !topic.isEmpty() && topic.length() <= MAX_TOPIC_LENGTH;
    for (int i = 0; sound && i < topic.length(); i++) {
      char c = topic.charAt(i);
      sound =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "A topic name is 1 to 249 of a-z A-Z 0-9 . _ -; got \"" + topic + "\"");
    }
    return topic.getBytes(StandardCharsets.US_ASCII);
  }
}
