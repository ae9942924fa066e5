package io.switchboard.bench.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NodeFootprintTest {

  @Test
  void whatIsAliveIsTheHistogramsTotal() throws Exception {
    assertThat(
            NodeFootprint.livingBytes(
                """
                5377:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         64270        4730280  [B (java.base@17.0.15)
                   2:           950          30400  io.example.Total 7 8
                Total        766103       38822208
                """))
        .isEqualTo(38_822_208);
  }

  @Test
  void whatIsNoHistogramIsToldSo() {
    assertThatThrownBy(() -> NodeFootprint.livingBytes("java.lang.IllegalArgumentException: no"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HotSpot", "IllegalArgumentException");
  }
}
