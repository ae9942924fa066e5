package io.switchboard.crypto;

import javax.crypto.spec.SecretKeySpec;

/** The AES-256 key that really encrypts: derived from a master key and an incarnation's salt. */
final class DataKey {
  static final int SALT_BYTES = 16;

  private final MasterKey master;
  private final byte[] salt;
  private final SecretKeySpec aesKey;

  private DataKey(MasterKey master, byte[] salt, SecretKeySpec aesKey) {
    this.master = master;
    this.salt = salt;
    this.aesKey = aesKey;
  }

  /**
   * Derives it; a few microseconds.
   *
   * @param label what the key is for, from {@link KeyDerivation}
   */
  static DataKey derive(MasterKey master, String label, byte[] salt) {
    byte[] key = KeyDerivation.derive(master, label, salt);
    return new DataKey(master, salt.clone(), new SecretKeySpec(key, "AES"));
  }

  MasterKey master() {
    return master;
  }

  /** Not a copy. */
  byte[] salt() {
    return salt;
  }

  SecretKeySpec aesKey() {
    return aesKey;
  }

  @Override
  public String toString() {
    return "DataKey[of " + master + "]";
  }
}
