package io.switchboard.crypto;

import java.nio.charset.StandardCharsets;
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
    Envelope.Parsed parsed = Envelope.parse(envelope);
    if (parsed instanceof Envelope.Unusable unusable) {
      return unusable.result();
    }
    return open(topic, envelope, (Envelope.Header) parsed);
  }

  private OpenResult open(String topic, byte[] envelope, Envelope.Header header) {
    if (envelope.length - header.bytes() - Aead.TAG_BYTES > MAX_PLAIN_BYTES) {
      return new OpenResult.Corrupt("longer than " + MAX_PLAIN_BYTES + " bytes");
    }
    Optional<MasterKey> master = keys.ring().find(header.keyId(), header.keyVersion());
    if (master.isEmpty()) {
      return new OpenResult.UnknownKey(header.keyId(), header.keyVersion());
    }
    Optional<DataKey> cached = dataKeys.find(master.get(), header.salt());
    DataKey key =
        cached.orElseGet(() -> DataKey.derive(master.get(), KeyDerivation.RECORD, header.salt()));
    byte[] context = topic.getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> plain = Aead.open(key, header.counter(), envelope, header.bytes(), context);
    if (plain.isEmpty()) {
      return new OpenResult.Corrupt("altered, or not of this topic or key");
    }
    if (cached.isEmpty()) {
      dataKeys.keep(key);
    }
    return new OpenResult.Opened(plain.get());
  }

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
