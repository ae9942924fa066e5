package io.switchboard.crypto;

/**
 * Where the ciphers get the key ring from at each use, so that a fixed ring and one that is re-read
 * from its file are interchangeable. Thread-safe; must be cheap and must not block on a load.
 */
@FunctionalInterface
public interface KeyRingSource {
  /** The key ring as of now. */
  KeyRing ring();
}
