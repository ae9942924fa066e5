package io.switchboard.bench.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStageTest {

  @Test
  void aStageTakesTheLowestLookOfEachNodeAndTellsHowFarTheLooksDiffer() {
    MemoryStage stage =
        MemoryStage.of(
            "now",
            List.of(List.of(node(10, 40), node(21, 50)), List.of(node(11, 41), node(20, 51))));
    assertThat(stage.heapMiB()).isEqualTo(30);
    assertThat(stage.spreadMiB()).isZero();
    assertThat(stage.threads()).isEqualTo(91);
    assertThat(MemoryStage.of("now", List.of(List.of(node(10, 1)), List.of(node(12, 1)))))
        .extracting(MemoryStage::spreadMiB)
        .isEqualTo(2.0);
  }

  private static NodeFootprint node(double heapMiB, int threads) {
    return new NodeFootprint("then", heapMiB, threads);
  }
}
