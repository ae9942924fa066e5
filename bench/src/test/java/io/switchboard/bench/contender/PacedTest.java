package io.switchboard.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PacedTest {
  private static final long MILLI = 1_000_000;

  @Test
  void writersShareTheRateEvenly() {
    TimeTable table = TimeTable.of(4, 100);
    assertThat(table.intervalNanos()).isEqualTo(40 * MILLI);
    assertThat(table.dueNanos(0, 0)).isZero();
    assertThat(table.dueNanos(1, 0)).isEqualTo(10 * MILLI);
    assertThat(table.dueNanos(3, 2)).isEqualTo(110 * MILLI);
  }

  @Test
  void onlyWhatIsDueBeforeTheEndCounts() {
    TimeTable table = TimeTable.of(4, 100);
    assertThat(table.batchesWithin(0, 80 * MILLI)).isEqualTo(2);
    assertThat(table.batchesWithin(0, 81 * MILLI)).isEqualTo(3);
    assertThat(table.batchesWithin(3, 30 * MILLI)).isZero();
    assertThat(table.batchesWithin(3, 31 * MILLI)).isEqualTo(1);
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> TimeTable.of(4, 0)).hasMessageContaining("more than 0 batches/s");
  }

  @Test
  void aStallIsSeenByAllBatchesThatWereDueMeanwhile() throws Exception {
    int stallMs = 300;
    Work work = new Paced("x", new StallsOnce(stallMs), 100).run(Duration.ofMillis(500));
    assertThat(work.batches()).isEqualTo(50);
    assertThat(work.events()).isEqualTo(350);
    // The first one stalls; those of the 200 ms after it were due more than 100 ms before its end.
    assertThat(work.latencyMicros().getCountBetweenValues(100_000, Long.MAX_VALUE))
        .isGreaterThanOrEqualTo(20);
  }

  /** One writer, whose first batch takes long and whose others take no time. */
  private record StallsOnce(int stallMs, AtomicInteger sent) implements BatchSenders {
    StallsOnce(int stallMs) {
      this(stallMs, new AtomicInteger());
    }

    @Override
    public void open() {}

    @Override
    public List<Supplier<CompletableFuture<?>>> senders() {
      return List.of(this::send);
    }

    private CompletableFuture<?> send() {
      long until = System.nanoTime() + stallMs * MILLI;
      if (sent.getAndIncrement() == 0) {
        while (System.nanoTime() - until < 0) {
          LockSupport.parkNanos(until - System.nanoTime());
        }
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public int batchEvents() {
      return 7;
    }

    @Override
    public void close() {}
  }
}
