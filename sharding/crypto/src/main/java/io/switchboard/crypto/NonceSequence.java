package io.switchboard.crypto;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One data key with the counter whose values are its nonces, so that no nonce is used twice by
 * construction: the salt is drawn anew for every sequence, the counter gives each value out once,
 * and the sequence ends long before either GCM limit (2^32 invocations; data enough to tell AES
 * from a random function). Lives in one process and is never stored. Thread-safe.
 */
final class NonceSequence {
  /** Most messages under one data key. */
  static final long MAX_MESSAGES = 1L << 32;

  /** Most bytes under one data key: 64 GiB, 2^32 AES blocks. */
  static final long MAX_BYTES = 1L << 36;

  /** What {@link #reserve} answers when the sequence has ended. */
  static final long ENDED = -1;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataKey key;
  private final long maxMessages;
  private final long maxBytes;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private NonceSequence(DataKey key, long maxMessages, long maxBytes) {
    this.key = key;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  static NonceSequence start(MasterKey master, String label) {
    return start(master, label, MAX_MESSAGES, MAX_BYTES);
  }

  static NonceSequence start(MasterKey master, String label, long maxMessages, long maxBytes) {
    if (maxMessages < 1 || maxMessages > MAX_MESSAGES || maxBytes < 1 || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Unsafe limits of a data key: " + maxMessages + " messages, " + maxBytes + " bytes");
    }
    byte[] salt = new byte[DataKey.SALT_BYTES];
    RANDOM.nextBytes(salt);
    return new NonceSequence(DataKey.derive(master, label, salt), maxMessages, maxBytes);
  }

  DataKey key() {
    return key;
  }

  /** A counter value that nobody else gets, or {@link #ENDED}. */
  long reserve(int plainBytes) {
    if (bytes.addAndGet(plainBytes) > maxBytes) {
      return ENDED;
    }
    long counter = messages.getAndIncrement();
    return counter < maxMessages ? counter : ENDED;
  }
}
