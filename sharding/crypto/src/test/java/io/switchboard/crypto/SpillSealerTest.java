package io.switchboard.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SpillSealerTest {
  private static final byte[] CONTEXT = "session/4/17".getBytes(US_ASCII);
  private static final byte[] CLEAR = "accepted".getBytes(US_ASCII);

  private final KeyRing ring = TestKeys.ring(KeyIds.RECORD_DEFAULT, 1);
  private final SpillSealer sealer = new SpillSealer(ring);

  @Test
  void whatOneNodeLeavesAnotherWithTheSameKeysOpens() {
    byte[] sealed = sealer.seal(CONTEXT, CLEAR);

    assertThat(opened(new SpillSealer(ring), CONTEXT, sealed)).isEqualTo(CLEAR);
    assertThat(HexFormat.of().formatHex(sealed)).doesNotContain(HexFormat.of().formatHex(CLEAR));
    assertThat(sealer.seal(CONTEXT, CLEAR)).isNotEqualTo(sealed);
  }

  /** Made by another implementation, from the steps in docs/encryption.md. */
  @Test
  void whatAnEarlierReleaseLeftStillOpens() {
    KeyRing known =
        KeyRing.builder()
            .add(KeyIds.RECORD_DEFAULT, 2, TestKeys.CREATED, TestKeys.material(0))
            .build();
    byte[] sealed =
        HexFormat.of()
            .parseHex(
                "9e53010e7265636f72642d64656661756c740002b0b1b2b3b4b5b6b7b8b9babbbcbdbebf0000000000"
                    + "000005004e25d274f2b80bec6e4e82d5c57bfd29c7ae12340ccf8b6c");

    assertThat(opened(new SpillSealer(known), CONTEXT, sealed)).isEqualTo(CLEAR);
  }

  @Test
  void itOpensInItsOwnContextOnly() {
    byte[] sealed = sealer.seal(CONTEXT, CLEAR);

    for (String other : new String[] {"session/4/18", "session/5/17", "tession/4/17", ""}) {
      assertThat(sealer.open(other.getBytes(US_ASCII), sealed))
          .isInstanceOf(OpenResult.Corrupt.class);
    }
  }

  @Test
  void itIsNoRecordAndARecordIsNoneOfIt() {
    RecordCipher records = new RecordCipher(ring);

    assertThat(records.open("topic", sealer.seal("topic".getBytes(US_ASCII), CLEAR)))
        .isInstanceOf(OpenResult.Corrupt.class);
    assertThat(sealer.open("topic".getBytes(US_ASCII), records.seal("topic", CLEAR)))
        .isInstanceOf(OpenResult.Corrupt.class);
  }

  @Test
  void everyFlipAndEveryCutIsRefused() {
    byte[] sealed = sealer.seal(CONTEXT, CLEAR);

    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertThat(sealer.open(CONTEXT, altered))
          .as("byte %d", i)
          .isNotInstanceOf(OpenResult.Opened.class);
      assertThat(sealer.open(CONTEXT, Arrays.copyOf(sealed, i)))
          .as("cut to %d", i)
          .isNotInstanceOf(OpenResult.Opened.class);
    }
  }

  @Test
  void withoutTheKeyNothingIsSealedAndWhatIsSealedWaitsForTheKey() {
    SpillSealer keyless = new SpillSealer(TestKeys.ring(KeyIds.TOKEN, 1));

    assertThatThrownBy(() -> keyless.seal(CONTEXT, CLEAR))
        .isInstanceOf(KeyUnavailableException.class);
    assertThat(keyless.open(CONTEXT, sealer.seal(CONTEXT, CLEAR)))
        .isEqualTo(new OpenResult.UnknownKey(KeyIds.RECORD_DEFAULT, 1));
  }

  @Test
  void sizesAreBounded() {
    byte[] longest = new byte[SpillSealer.MAX_PLAIN_BYTES];

    assertThat(opened(sealer, CONTEXT, sealer.seal(CONTEXT, longest))).isEqualTo(longest);
    assertThatThrownBy(() -> sealer.seal(CONTEXT, new byte[longest.length + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealer.seal(new byte[SpillSealer.MAX_CONTEXT_BYTES + 1], CLEAR))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] opened(SpillSealer sealer, byte[] context, byte[] sealed) {
    OpenResult result = sealer.open(context, sealed);
    assertThat(result).isInstanceOf(OpenResult.Opened.class);
    return ((OpenResult.Opened) result).plaintext();
  }
}
