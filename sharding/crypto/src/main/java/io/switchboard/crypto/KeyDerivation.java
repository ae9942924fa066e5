package io.switchboard.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Derives every key that is really used from a master key by HKDF-SHA256 (RFC 5869), with a label
 * per use, so that no two uses ever share a key even if they were given the same master key.
 */
final class KeyDerivation {
  static final String RECORD = "switchboard/record/v1";
  static final String SEAL = "switchboard/seal/v1";
  static final String SPILL = "switchboard/spill/v1";
  static final String DIGEST = "switchboard/digest/v1";
  static final String FINGERPRINT = "switchboard/fingerprint/v1";

  private static final int DERIVED_BYTES = 32;

  private KeyDerivation() {}

  /**
   * HKDF-SHA256 of the master key to 32 bytes with {@code info = label, 0x00, length of the key id
   * (1 byte), key id (ASCII), version (2 bytes)}.
   */
  static byte[] derive(MasterKey master, String label, byte[] salt) {
    return hkdf(
        master.material(), salt, info(label, master.keyId(), master.version()), DERIVED_BYTES);
  }

  static byte[] hkdf(byte[] inputKey, byte[] salt, byte[] info, int bytes) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(SHA256Digest.newInstance());
    generator.init(new HKDFParameters(inputKey, salt, info));
    byte[] derived = new byte[bytes];
    generator.generateBytes(derived, 0, bytes);
    return derived;
  }

  private static byte[] info(String label, String keyId, int version) {
    byte[] labelBytes = label.getBytes(StandardCharsets.US_ASCII);
    byte[] idBytes = keyId.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(labelBytes.length + 2 + idBytes.length + 2)
        .put(labelBytes)
        .put((byte) 0)
        .put((byte) idBytes.length)
        .put(idBytes)
        .putShort((short) version)
        .array();
  }
}
