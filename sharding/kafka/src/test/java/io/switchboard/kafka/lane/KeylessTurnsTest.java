package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeylessTurnsTest {
  private final KeylessTurns turns = new KeylessTurns();

  @Test
  void smallBatchesOfATransactionShareAPartition() {
    int first = turns.of(1_000);
    assertThat(turns.of(1_000)).isEqualTo(first);
    assertThat(turns.of(1_000)).isEqualTo(first);
  }

  @Test
  void theNextTransactionTakesTheNextPartition() {
    int first = turns.of(1_000);
    turns.next();
    assertThat(turns.of(1_000)).isEqualTo(first + 1);
  }

  @Test
  void aPartitionThatHasEnoughPassesTheTurnOn() {
    int first = turns.of(KeylessTurns.TURN_BYTES);
    assertThat(turns.of(1)).isEqualTo(first + 1);
  }

  @Test
  void aBatchLargerThanATurnTakesAWholeOne() {
    int first = turns.of(Integer.MAX_VALUE);
    assertThat(turns.of(Integer.MAX_VALUE)).isEqualTo(first + 1);
    assertThat(turns.of(1)).isEqualTo(first + 2);
  }
}
