package io.switchboard.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchboard.bench.meter.MemoryStage;
import io.switchboard.bench.meter.NodeFootprint;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionMemoryTest {

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

  private static double measured(SessionMemory memory, String what) {
    return memory.limits().stream()
        .filter(limit -> limit.what().equals(what))
        .findFirst()
        .orElseThrow()
        .measured();
  }

  private static MemoryStage stage(double heapMiB, int threads) {
    return new MemoryStage(
        "then", List.of(new NodeFootprint("then", heapMiB, threads)), heapMiB, 0, threads);
  }
}
