package io.switchboard.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.crypto.Sealer.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final byte[] CONTEXT = "session/holder".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PLAIN = "epoch 4, seq 17".getBytes(StandardCharsets.UTF_8);

  private final KeyRing ring = TestKeys.ring(KeyIds.TOKEN, 1);
  private final Sealer sealer = new Sealer(ring);

  @Test
  void aTokenOpensOnAnyNodeWithTheSameKeys() {
    Sealer otherNode = new Sealer(TestKeys.ring(KeyIds.TOKEN, 1, 2));

    byte[] token = sealer.seal(Purpose.READ_TOKEN, CONTEXT, PLAIN);
    byte[] newer = otherNode.seal(Purpose.READ_TOKEN, CONTEXT, PLAIN);

    assertThat(token).hasSize(PLAIN.length + Sealer.OVERHEAD_BYTES);
    assertThat(Sealer.OVERHEAD_BYTES).isEqualTo(43);
    assertThat(otherNode.open(Purpose.READ_TOKEN, CONTEXT, token)).hasValue(PLAIN);
    assertThat(otherNode.open(Purpose.READ_TOKEN, CONTEXT, newer)).hasValue(PLAIN);
    assertThat(sealer.open(Purpose.READ_TOKEN, CONTEXT, newer)).isEmpty();
  }

  @Test
  void aTokenSealedByAnEarlierReleaseStillOpens() {
    KeyRing known =
        KeyRing.builder().add(KeyIds.TOKEN, 2, TestKeys.CREATED, TestKeys.material(0)).build();
    byte[] token =
        HexFormat.of()
            .parseHex(
                "010002b0b1b2b3b4b5b6b7b8b9babbbcbdbebf000000000000000508d511a09c8ffdf77445c2e3b0"
                    + "273eac6e30d95a75f2d3ac642d82");

    assertThat(
            new Sealer(known)
                .open(Purpose.CURSOR, "subject".getBytes(StandardCharsets.UTF_8), token))
        .hasValue("position 17".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyFlipEveryCutAndEveryTailIsRefused() {
    byte[] token = sealer.seal(Purpose.CURSOR, CONTEXT, PLAIN);

    for (int i = 0; i < token.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] altered = token.clone();
        altered[i] ^= (byte) (1 << bit);
        assertThat(sealer.open(Purpose.CURSOR, CONTEXT, altered)).as("byte %d", i).isEmpty();
      }
      assertThat(sealer.open(Purpose.CURSOR, CONTEXT, Arrays.copyOf(token, i))).isEmpty();
    }
    assertThat(sealer.open(Purpose.CURSOR, CONTEXT, Arrays.copyOf(token, token.length + 1)))
        .isEmpty();
    assertThat(sealer.open(Purpose.CURSOR, CONTEXT, token)).hasValue(PLAIN);
  }

  @Test
  void aTokenOpensForItsOwnPurposeAndContextOnly() {
    for (Purpose sealedFor : Purpose.values()) {
      byte[] token = sealer.seal(sealedFor, CONTEXT, PLAIN);
      for (Purpose openedFor : Purpose.values()) {
        assertThat(sealer.open(openedFor, CONTEXT, token).isPresent())
            .isEqualTo(openedFor == sealedFor);
      }
      assertThat(sealer.open(sealedFor, Arrays.copyOf(CONTEXT, CONTEXT.length - 1), token))
          .isEmpty();
      assertThat(sealer.open(sealedFor, new byte[0], token)).isEmpty();
    }
  }

  @Test
  void aForgedAndAForeignTokenAreRefused() {
    Sealer foreign =
        new Sealer(
            KeyRing.builder()
                .add(KeyIds.TOKEN, 1, TestKeys.CREATED, TestKeys.material(99))
                .build());
    byte[] token = foreign.seal(Purpose.STAGE_TOKEN, CONTEXT, PLAIN);
    long seed = System.nanoTime();
    Random random = new Random(seed);

    assertThat(sealer.open(Purpose.STAGE_TOKEN, CONTEXT, token)).isEmpty();
    for (int i = 0; i < 5_000; i++) {
      byte[] forged = new byte[random.nextInt(200)];
      random.nextBytes(forged);
      if (forged.length > 3) {
        System.arraycopy(token, 0, forged, 0, 3);
      }
      assertThat(sealer.open(Purpose.STAGE_TOKEN, CONTEXT, forged)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void theContentOfATokenIsHidden() {
    String token = HexFormat.of().formatHex(sealer.seal(Purpose.CURSOR, CONTEXT, PLAIN));

    assertThat(token)
        .doesNotContain(HexFormat.of().formatHex(PLAIN))
        .doesNotContain(HexFormat.of().formatHex(CONTEXT));
  }

  @Test
  void tokensOfBeforeARotationOpenUntilTheOldVersionIsTakenAway() {
    AtomicReference<KeyRing> now = new AtomicReference<>(ring);
    Sealer following = new Sealer(now::get);
    byte[] old = following.seal(Purpose.CURSOR, CONTEXT, PLAIN);

    now.set(TestKeys.ring(KeyIds.TOKEN, 1, 2));
    byte[] young = following.seal(Purpose.CURSOR, CONTEXT, PLAIN);
    assertThat(following.open(Purpose.CURSOR, CONTEXT, old)).hasValue(PLAIN);
    assertThat(young[2]).isEqualTo((byte) 2);

    now.set(TestKeys.ring(KeyIds.TOKEN, 2));
    assertThat(following.open(Purpose.CURSOR, CONTEXT, old)).isEmpty();
    assertThat(following.open(Purpose.CURSOR, CONTEXT, young)).hasValue(PLAIN);
  }

  @Test
  void sizesAreBoundedAndNothingIsSealedWithoutAKey() {
    byte[] longest = new byte[Sealer.MAX_PLAIN_BYTES];
    byte[] longestContext = new byte[Sealer.MAX_CONTEXT_BYTES];
    byte[] token = sealer.seal(Purpose.CURSOR, longestContext, longest);

    assertThat(sealer.open(Purpose.CURSOR, longestContext, token)).hasValue(longest);
    assertThatThrownBy(
            () -> sealer.seal(Purpose.CURSOR, CONTEXT, new byte[Sealer.MAX_PLAIN_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> sealer.seal(Purpose.CURSOR, new byte[Sealer.MAX_CONTEXT_BYTES + 1], PLAIN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Sealer(TestKeys.ring("other", 1)).seal(Purpose.CURSOR, CONTEXT, PLAIN))
        .isInstanceOf(KeyUnavailableException.class);
  }
}
