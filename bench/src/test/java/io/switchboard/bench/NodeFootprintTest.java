package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NodeFootprintTest {

  @Test
  void generationsAreAddedUpAndTheirPartsAreNot() throws Exception {
    assertThat(
            NodeFootprint.usedKiB(
                """
                5377:
                 PSYoungGen      total 59904K, used 17647K [0x00000000fbd80000, 0x0000000100000000)
                  eden space 51712K, 34% used [0x00000000fbd80000,0x00000000fcebbee8)
                 ParOldGen       total 136704K, used 1000K [0x00000000f3800000, 0x00000000fbd80000)
                  object space 136704K, 0% used [0x00000000f3800000,0x00000000f3800000)
                 Metaspace       used 9125K, committed 9344K, reserved 1114112K
                """))
        .isEqualTo(18_647);
  }

  @Test
  void aHeapInOneLineIsRead() throws Exception {
    assertThat(
            NodeFootprint.usedKiB(
                """
                 garbage-first heap   total 204800K, used 7885K [0x00000000f3800000)
                  region size 1024K, 6 young (6144K), 2 survivors (2048K)
                 Metaspace       used 9161K, committed 9408K, reserved 1114112K
                """))
        .isEqualTo(7_885);
  }

  @Test
  void aCollectorThatIsNotUnderstoodIsToldSo() {
    assertThatThrownBy(() -> NodeFootprint.usedKiB(" ZHeap   used 12M, capacity 200M"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--node-jvm-args");
  }
}
