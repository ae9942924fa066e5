package io.switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SessionMemoryTest {

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

  @Test
  void whatASessionCostsIsTheHeapThatCameWithIt() {
    SessionMemory memory =
        SessionMemory.of(10_000, 1_000, stage(100, 90), stage(101, 95), stage(121, 141));
    assertThat(measured(memory, "bytes per waiting session")).isCloseTo(20_971, within(1.0));
    assertThat(measured(memory, "bytes per passivated session")).isCloseTo(105, within(1.0));
    assertThat(measured(memory, "threads more, waiting than before")).isEqualTo(51);
    assertThat(memory.limits()).extracting(Limit::met).containsExactly(false, true, false);
  }

  @Test
  void aLimitIsMetAtItsOwnValue() {
    assertThat(Limit.of("x", 200, 200).met()).isTrue();
    assertThat(Limit.of("x", 200.1, 200).met()).isFalse();
  }

  @Test
  void theTextTellsEveryGoal() {
    SessionMemory memory =
        SessionMemory.of(10_000, 1_000, stage(100, 90), stage(101, 95), stage(111, 100));
    assertThat(SessionMemoryText.of(memory))
        .contains(
            "10,000 readers' sessions on 1 nodes, 1,000 of them waiting",
            "bytes per waiting session: 10,486; goal <= 20,000, met",
            "bytes per passivated session: 105; goal <= 200, met",
            "threads more, waiting than before: 10; goal <= 50, met");
  }

  private static double measured(SessionMemory memory, String what) {
    return memory.limits().stream()
        .filter(limit -> limit.what().equals(what))
        .findFirst()
        .orElseThrow()
        .measured();
  }

  private static MemoryStage stage(double heapMiB, int threads) {
    return MemoryStage.of("then", List.of(List.of(node(heapMiB, threads))));
  }

  private static NodeFootprint node(double heapMiB, int threads) {
    return new NodeFootprint("then", heapMiB, threads);
  }
}
