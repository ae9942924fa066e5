package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
  @Test
  void theHighestVersionIsCurrentAndOlderOnesAreStillFound() {
    KeyRing ring = TestKeys.ring("orders", 2, 10, 9);

    assertThat(ring.current("orders")).map(MasterKey::version).hasValue(10);
    assertThat(ring.find("orders", 2)).isPresent();
    assertThat(ring.find("orders", 3)).isEmpty();
    assertThat(ring.current("other")).isEmpty();
    assertThat(ring.find("other", 2)).isEmpty();
  }

  @Test
  void aListingShowsEveryKeyOnceAndWhichIsCurrent() {
    KeyRing ring = TestKeys.ring("orders", 1, 2);

    assertThat(ring.summaries())
        .extracting(KeySummary::keyId, KeySummary::version, KeySummary::current)
        .containsExactly(tuple("orders", 1, false), tuple("orders", 2, true));
    assertThat(ring.summaries()).extracting(KeySummary::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void noTextFormShowsKeyMaterial() {
    KeyRing ring = TestKeys.ring("orders", 1);
    MasterKey key = TestKeys.key(ring, "orders");
    DataKey dataKey = DataKey.derive(key, KeyDerivation.RECORD, new byte[DataKey.SALT_BYTES]);
    String texts =
        ring
            + " "
            + key
            + " "
            + ring.summaries()
            + " "
            + dataKey
            + " "
            + new Nonces.Nonce(dataKey, 1);

    for (byte[] secret : new byte[][] {key.material(), dataKey.aesKey().getEncoded()}) {
      assertThat(texts)
          .doesNotContain(HexFormat.of().formatHex(secret, 0, 4))
          .doesNotContain(java.util.Base64.getEncoder().encodeToString(secret).substring(0, 8))
          .doesNotContain(java.util.Arrays.toString(secret).substring(1, 12));
    }
    assertThat(texts).contains("orders/1");
  }

  @Test
  void aYoungVersionIsHeldBackOnlyWhereAnOlderOneCanDoItsWork() {
    KeyRing ring =
        KeyRing.builder()
            .add("rotated", 1, TestKeys.CREATED.minusSeconds(1000), TestKeys.material(1))
            .add("rotated", 2, TestKeys.CREATED, TestKeys.material(2))
            .add("fresh", 1, TestKeys.CREATED, TestKeys.material(3))
            .build();
    Duration delay = Duration.ofMinutes(5);

    KeyRing before = ring.withNewVersionsHeldBack(TestKeys.CREATED.plusSeconds(299), delay);
    KeyRing after = ring.withNewVersionsHeldBack(TestKeys.CREATED.plusSeconds(300), delay);

    assertThat(before.current("rotated")).map(MasterKey::version).hasValue(1);
    assertThat(before.find("rotated", 2)).isPresent();
    assertThat(before.current("fresh")).map(MasterKey::version).hasValue(1);
    assertThat(after.current("rotated")).map(MasterKey::version).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Orders", "a/1", "-a", "ä", "a b", "a\n"})
  void aBadKeyIdIsRefused(String keyId) {
    assertThat(KeyIds.isValid(keyId)).isFalse();
    KeyRing.Builder builder = KeyRing.builder();
    assertThatThrownBy(() -> builder.add(keyId, 1, TestKeys.CREATED, TestKeys.material(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLimitsOfIdsVersionsSizesAndTheRingAreKept() {
    KeyRing.Builder builder = KeyRing.builder();
    byte[] material = TestKeys.material(1);

    assertThat(KeyIds.isValid("k".repeat(63))).isTrue();
    assertThat(KeyIds.isValid("k".repeat(64))).isFalse();
    assertThatThrownBy(() -> builder.add("a", 0, TestKeys.CREATED, material))
        .hasMessageContaining("1 to 65535");
    assertThatThrownBy(() -> builder.add("a", 65536, TestKeys.CREATED, material))
        .hasMessageContaining("1 to 65535");
    assertThatThrownBy(() -> builder.add("a", 1, TestKeys.CREATED, new byte[16]))
        .hasMessageContaining("32 bytes");
    for (int version = 1; version <= KeyRing.MAX_KEYS + 1; version++) {
      builder.add("a", version, TestKeys.CREATED, material);
    }
    assertThatThrownBy(builder::build).hasMessageContaining("at most 128 keys");
  }
}
