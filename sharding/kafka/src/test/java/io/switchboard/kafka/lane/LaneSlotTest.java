package io.switchboard.kafka.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.kafka.lane.LaneSlot.Demanded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaneSlotTest {
  private static final class FakeLane {
    private boolean alive = true;
    private boolean full;
  }

  private long nanos = Duration.ofHours(1).toNanos();
  private final List<Integer> generations = new ArrayList<>();
  private CompletableFuture<FakeLane> starting = new CompletableFuture<>();
  private final LaneSlot<FakeLane> slot =
      new LaneSlot<>(
          generation -> {
            generations.add(generation);
            starting = new CompletableFuture<>();
            return starting;
          },
          new LaneSlot.Traits<>(lane -> lane.alive, lane -> lane.full),
          () -> nanos);

  private FakeLane started() {
    slot.demand();
    FakeLane lane = new FakeLane();
    starting.complete(lane);
    return lane;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void nothingIsStartedBeforeTheFirstDemand() {
    assertThat(generations).isEmpty();
    assertThat(slot.live()).isEmpty();
  }

  @Test
  void concurrentDemandsShareOneStart() {
    CompletableFuture<FakeLane> first = slot.demand().lane();
    CompletableFuture<FakeLane> second = slot.demand().lane();
    FakeLane lane = new FakeLane();
    starting.complete(lane);

    assertThat(first).isCompletedWithValue(lane);
    assertThat(second).isCompletedWithValue(lane);
    assertThat(slot.demand().lane()).isCompletedWithValue(lane);
    assertThat(generations).containsExactly(1);
    assertThat(slot.live()).containsExactly(lane);
  }

  @Test
  void aLaneThatLivedWellIsReplacedAtOnce() {
    FakeLane lane = started();
    pass(Duration.ofSeconds(11));
    lane.alive = false;

    assertThat(slot.demand().lane()).isNotDone();
    assertThat(generations).containsExactly(1, 2);
    assertThat(slot.live()).isEmpty();
  }

  @Test
  void aFailedStartHoldsTheNextOneBackLongerEachTimeUpToABound() {
    for (int i = 0; i < 12; i++) {
      slot.demand();
      starting.completeExceptionally(new IllegalStateException("no Kafka"));
      assertThat(slot.demand().lane()).isCompletedExceptionally();
      assertThat(generations).hasSize(i + 1);
      pass(Duration.ofMillis(Math.min(5_000, 100L << Math.min(i, 10)) - 1));
      assertThat(slot.demand().lane()).isCompletedExceptionally();
      assertThat(generations).hasSize(i + 1);
      pass(Duration.ofMillis(1));
    }

    slot.demand();
    // A generation is never used twice, also when its start failed.
    assertThat(generations).hasSize(13).doesNotHaveDuplicates();
  }

  @Test
  void aFullOrOldLaneIsRelievedAndStaysForItsSessions() {
    FakeLane full = started();
    full.full = true;

    FakeLane next = started();

    assertThat(generations).containsExactly(1, 2);
    assertThat(slot.live()).containsExactly(full, next);
  }

  @Test
  void onlySoManyFullLanesStay() {
    FakeLane oldest = started();
    oldest.full = true;
    started().full = true;
    started().full = true;

    Demanded<FakeLane> fourth = slot.demand();

    assertThat(fourth.toClose()).contains(oldest);
  }

  @Test
  void aClosedSlotStartsNothing() {
    slot.close();

    assertThat(slot.demand().lane()).isCompletedExceptionally();
    assertThat(generations).isEmpty();
  }
}
