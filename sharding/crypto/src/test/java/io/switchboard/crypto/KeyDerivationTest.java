package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyDerivationTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void theDerivationGivesTheResultsOfRfc5869() {
    byte[] inputKey = HEX.parseHex("0b".repeat(22));

    byte[] withSaltAndInfo =
        KeyDerivation.hkdf(
            inputKey,
            HEX.parseHex("000102030405060708090a0b0c"),
            HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    byte[] withNeither = KeyDerivation.hkdf(inputKey, new byte[0], new byte[0], 42);

    assertThat(HEX.formatHex(withSaltAndInfo))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    assertThat(HEX.formatHex(withNeither))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

  @Test
  void everyUseIdVersionAndSaltHasAKeyOfItsOwn() {
    byte[] material = TestKeys.material(1);
    Set<String> derived = new HashSet<>();

    for (String label :
        new String[] {
          KeyDerivation.RECORD, KeyDerivation.SEAL, KeyDerivation.DIGEST, KeyDerivation.FINGERPRINT
        }) {
      for (String keyId : new String[] {"a", "b"}) {
        for (int version : new int[] {1, 256}) {
          for (byte salt = 0; salt < 2; salt++) {
            MasterKey key = new MasterKey(keyId, version, TestKeys.CREATED, material);
            byte[] result = KeyDerivation.derive(key, label, new byte[] {salt, 1});
            derived.add(HEX.formatHex(result));
          }
        }
      }
    }

    assertThat(derived).hasSize(4 * 2 * 2 * 2);
  }

  @Test
  void aFingerprintIsTheDocumentedOne() {
    MasterKey key = new MasterKey("token", 1, TestKeys.CREATED, TestKeys.material(0));

    assertThat(key.fingerprint()).isEqualTo("6db43265");
  }
}
