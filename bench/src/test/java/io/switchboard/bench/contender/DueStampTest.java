package io.switchboard.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DueStampTest {

  @Test
  void aStampIsReadBackAndTheValueItselfStays() {
    byte[] value = new byte[17];
    value[16] = 9;
    byte[] stamped = DueStamp.on(value, -77);
    assertThat(DueStamp.of(stamped)).hasValue(-77);
    assertThat(stamped).hasSize(17).endsWith(9);
    assertThat(value).startsWith(0, 0, 0);
  }

  @Test
  void aValueWithoutAStampHasNone() {
    assertThat(DueStamp.of(new byte[100])).isEmpty();
    assertThat(DueStamp.of(new byte[3])).isEmpty();
  }
}
