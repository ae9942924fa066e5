package io.switchboard.crypto;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One version of a named 256-bit master key, opaque to everybody outside this package: it is only
 * ever the input of a key derivation, never a cipher key itself. Immutable; its text form shows id,
 * version and fingerprint only.
 */
public final class MasterKey {
  /** Size of a master key. */
  public static final int BYTES = 32;

  private static final int FINGERPRINT_BYTES = 4;

  private final String keyId;
  private final int version;
  private final Instant created;
  private final byte[] material;
  private final String fingerprint;

  MasterKey(String keyId, int version, Instant created, byte[] material) {
    this.keyId = KeyIds.requireValid(keyId);
    this.version = KeyIds.requireValidVersion(version);
    this.created = Objects.requireNonNull(created);
    if (material.length != BYTES) {
      throw new IllegalArgumentException(
          "A master key has " + BYTES + " bytes; " + name() + " has " + material.length);
    }
    this.material = material.clone();
    this.fingerprint = fingerprintOf(this);
  }

  /** The key's name, without the version. */
  public String keyId() {
    return keyId;
  }

  /** 1 to 65535; a version's key never changes. */
  public int version() {
    return version;
  }

  /** When the key was put into the key ring file, to the second. */
  public Instant created() {
    return created;
  }

  /**
   * The first 8 hex digits of SHA-256 over a key that is derived for this purpose alone, for
   * telling by eye whether two nodes hold the same key. It tells nothing about the key.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** {@code key-id/version}, as in the key ring file. */
  public String name() {
    return keyId + "/" + version;
  }

  /** The bytes themselves, not a copy: for derivation and for the key ring file only. */
  byte[] material() {
    return material;
  }

  /** Whether both are the same key with the same name; takes the same time wherever they differ. */
  boolean sameKeyAs(MasterKey other) {
    return this == other
        || (version == other.version
            && keyId.equals(other.keyId)
            && MessageDigest.isEqual(material, other.material));
  }

  @Override
  public String toString() {
    return "MasterKey[" + name() + ", fingerprint " + fingerprint + "]";
  }

  private static String fingerprintOf(MasterKey key) {
    byte[] derived = KeyDerivation.derive(key, KeyDerivation.FINGERPRINT, new byte[0]);
    byte[] hash = Sha256.of(derived);
    return HexFormat.of().formatHex(Arrays.copyOf(hash, FINGERPRINT_BYTES));
  }
}
