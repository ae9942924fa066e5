package io.switchboard.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.core.port.PayloadCipher.KeyMissingException;
import io.switchboard.crypto.KeyIds;
import io.switchboard.crypto.KeyRing;
import io.switchboard.crypto.SpillSealer;
import io.switchboard.persistence.spill.SpillUnreadableException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SealedSpillTest {
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final byte[] CLEAR = {4, 5};

  private final SealedSpill cipher = new SealedSpill(new SpillSealer(ring(KeyIds.RECORD_DEFAULT)));
  private final SealedSpill keyless = new SealedSpill(new SpillSealer(ring(KeyIds.TOKEN)));

  @Test
  void whatIsSealedOpensInItsContext() {
    assertThat(cipher.open(CONTEXT, cipher.seal(CONTEXT, CLEAR))).isEqualTo(CLEAR);
  }

  @Test
  void withoutTheKeyNothingIsSealedAndTheMissingKeyIsNamed() {
    assertThatThrownBy(() -> keyless.seal(CONTEXT, CLEAR)).isInstanceOf(KeyMissingException.class);
    byte[] sealed = cipher.seal(CONTEXT, CLEAR);
    assertThatThrownBy(() -> keyless.open(CONTEXT, sealed))
        .isInstanceOf(SpillUnreadableException.class)
        .hasMessageContaining("record-default/1");
  }

  @Test
  void whatIsAlteredOrNotSealedAtAllDoesNotOpen() {
    byte[] sealed = cipher.seal(CONTEXT, CLEAR);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> cipher.open(CONTEXT, sealed))
        .isInstanceOf(SpillUnreadableException.class)
        .hasMessageContaining("altered");
    assertThatThrownBy(() -> cipher.open(CONTEXT, CLEAR))
        .isInstanceOf(SpillUnreadableException.class)
        .hasMessageContaining("not sealed");
  }

  private static KeyRing ring(String keyId) {
    return KeyRing.builder().add(keyId, 1, Instant.EPOCH, new byte[32]).build();
  }
}
