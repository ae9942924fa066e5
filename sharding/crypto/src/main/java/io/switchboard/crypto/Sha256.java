package io.switchboard.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Plain SHA-256, which every Java platform has to offer. */
final class Sha256 {
  private Sha256() {}

  static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java platform lacks SHA-256", e);
    }
  }
}
