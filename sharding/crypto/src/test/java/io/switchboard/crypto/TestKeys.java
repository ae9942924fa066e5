package io.switchboard.crypto;

import java.time.Instant;

/** Rings with known keys. */
final class TestKeys {
  static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private TestKeys() {}

  /** 32 bytes, each {@code first} plus its index. */
  static byte[] material(int first) {
    byte[] material = new byte[MasterKey.BYTES];
    for (int i = 0; i < material.length; i++) {
      material[i] = (byte) (first + i);
    }
    return material;
  }

  static KeyRing ring(String keyId, int... versions) {
    KeyRing.Builder builder = KeyRing.builder();
    for (int version : versions) {
      builder.add(keyId, version, CREATED, material(version * 40));
    }
    return builder.build();
  }

  static MasterKey key(KeyRing ring, String keyId) {
    return ring.current(keyId).orElseThrow();
  }
}
