package io.switchboard.crypto;

/**
 * Refuses to seal or digest because the key ring has no such key: without the key nothing is
 * published (fail closed). Goes away when the key is put into the key ring file.
 */
public final class KeyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String keyId;

  KeyUnavailableException(String keyId) {
    super(
        "The key ring has no key \""
            + keyId
            + "\", so nothing is sealed with it; add it to the key ring file of this node");
    this.keyId = keyId;
  }

  /** The key id that was asked for. */
  public String keyId() {
    return keyId;
  }
}
