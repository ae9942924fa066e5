package io.switchboard.core.port;

import io.switchboard.core.model.ReceivedEvent;

/** Seals and opens the values of encrypted topics. Thread-safe; never blocks. */
public interface PayloadCipher {

  /**
   * The stored form of a value.
   *
   * @throws KeyMissingException if no key is available: then nothing may be published
   */
  byte[] seal(String topic, byte[] clear);

  /** Exact size of the stored form of a value of so many bytes. */
  int sealedBytes(int clearBytes);

  /** Opens a stored value. Never throws on bad input. */
  Opened open(String topic, byte[] stored);

  /** The result of opening. */
  sealed interface Opened {
    /** The value in clear. */
    record Clear(byte[] value) implements Opened {}

    /** It could not be opened; the reader is told in the event's place. */
    record Failed(ReceivedEvent.Problem problem) implements Opened {}
  }

  /** No key to seal with. */
  final class KeyMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyMissingException(String message) {
      super(message);
    }
  }
}
