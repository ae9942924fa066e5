package io.switchboard.crypto;

import java.nio.charset.StandardCharsets;

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

  private final EnvelopeCipher cipher;

  /** A cipher that asks {@code keys} at every use. */
  public RecordCipher(KeyRingSource keys) {
    this(keys, EnvelopeCipher.MAX_CACHED_DATA_KEYS);
  }

  RecordCipher(KeyRingSource keys, int maxCachedDataKeys) {
    this.cipher =
        new EnvelopeCipher(keys, KeyDerivation.RECORD, "topic", MAX_PLAIN_BYTES, maxCachedDataKeys);
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
    return cipher.seal(keyId, contextOf(topic), plaintext);
  }

  /**
   * Opens a value. Never throws, whatever the bytes are.
   *
   * @param topic the logical topic that the value was read from
   * @param envelope not changed, not kept
   */
  public OpenResult open(String topic, byte[] envelope) {
    return cipher.open(topic.getBytes(StandardCharsets.UTF_8), envelope);
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
