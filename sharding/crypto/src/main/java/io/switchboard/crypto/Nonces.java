package io.switchboard.crypto;

/**
 * Hands out data keys with nonces for one use, and starts a new {@link NonceSequence} when the
 * master key has changed or the old sequence has ended. Thread-safe.
 */
final class Nonces {
  private final String label;
  private final long maxMessages;
  private final long maxBytes;

  /** Null before the first use. */
  private volatile NonceSequence current;

  Nonces(String label) {
    this(label, NonceSequence.MAX_MESSAGES, NonceSequence.MAX_BYTES);
  }

  Nonces(String label, long maxMessages, long maxBytes) {
    this.label = label;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** A key and a counter value that have never been given out together. */
  record Nonce(DataKey key, long counter) {}

  Nonce next(MasterKey master, int plainBytes) {
    if (plainBytes > maxBytes) {
      throw new IllegalArgumentException(plainBytes + " bytes are too many for one data key");
    }
    while (true) {
      NonceSequence sequence = sequenceOf(master);
      long counter = sequence.reserve(plainBytes);
      if (counter != NonceSequence.ENDED) {
        return new Nonce(sequence.key(), counter);
      }
      replace(sequence, master);
    }
  }

  private NonceSequence sequenceOf(MasterKey master) {
    NonceSequence now = current;
    return now != null && now.key().master().sameKeyAs(master) ? now : switchTo(master);
  }

  private synchronized NonceSequence switchTo(MasterKey master) {
    if (current == null || !current.key().master().sameKeyAs(master)) {
      current = NonceSequence.start(master, label, maxMessages, maxBytes);
    }
    return current;
  }

  /** Once, however many threads met the end together. */
  private synchronized void replace(NonceSequence ended, MasterKey master) {
    if (current == ended) {
      current = NonceSequence.start(master, label, maxMessages, maxBytes);
    }
  }
}
