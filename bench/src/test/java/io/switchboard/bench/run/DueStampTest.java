package io.switchboard.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DueStampTest {

  @Test
  void aStampIsReadBackAndTheValueItselfStays() {
    byte[] value = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    byte[] stamped = DueStamp.on(value, -77);
    assertThat(DueStamp.of(stamped)).isEqualTo(-77);
    assertThat(stamped).hasSize(9).endsWith(9);
    assertThat(value).startsWith(1, 2, 3);
  }
}
