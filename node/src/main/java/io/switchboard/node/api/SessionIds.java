package io.switchboard.node.api;

import io.switchboard.core.model.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Derives a session's id from who asks and the request id, so that a repeated allocate finds the
 * same session anywhere.
 */
final class SessionIds {
  private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

  private SessionIds() {}

  static SessionId of(String clusterId, String subject, byte[] requestId) {
    MessageDigest sha = sha256();
    putField(sha, clusterId.getBytes(StandardCharsets.UTF_8));
    putField(sha, subject.getBytes(StandardCharsets.UTF_8));
    putField(sha, requestId);
    return new SessionId(base32(sha.digest()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static void putField(MessageDigest sha, byte[] field) {
    sha.update((byte) (field.length >>> 24));
    sha.update((byte) (field.length >>> 16));
    sha.update((byte) (field.length >>> 8));
    sha.update((byte) field.length);
    sha.update(field);
  }

  /** The first 130 bits. */
  private static String base32(byte[] hash) {
    StringBuilder text = new StringBuilder(SessionId.LENGTH);
    for (int i = 0; i < SessionId.LENGTH; i++) {
      int value = 0;
      for (int bit = i * 5; bit < i * 5 + 5; bit++) {
        value = (value << 1) | ((hash[bit >> 3] >> (7 - (bit & 7))) & 1);
      }
      text.append(BASE32[value]);
    }
    return text.toString();
  }
}
