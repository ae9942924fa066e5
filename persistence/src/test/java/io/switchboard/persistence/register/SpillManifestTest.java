package io.switchboard.persistence.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.port.Ownership.Spilled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SpillManifestTest {
  private static final Spilled SPILLED = new Spilled(5, 42, 5_000_000_000L);
  private static final String RECORDED = "010000000000000005000000000000002a000000012a05f200";

  @Test
  void itsFormNeverChanges() {
    assertThat(SpillManifest.encode(SPILLED)).isEqualTo(bytes(RECORDED));
    assertThat(SpillManifest.decode(bytes(RECORDED))).contains(SPILLED);
  }

  @Test
  void noneIsEmptyOrAbsent() {
    assertThat(SpillManifest.decode(SpillManifest.NONE)).isEmpty();
    assertThat(SpillManifest.decode(null)).isEmpty();
  }

  @Test
  void oneOfANewerVersionStopsItsSessionInsteadOfBeingPassedOver() {
    for (String unknown : new String[] {"02" + RECORDED.substring(2), RECORDED + "00", "01"}) {
      assertThatThrownBy(() -> SpillManifest.decode(bytes(unknown)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("version");
    }
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
