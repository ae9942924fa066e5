package io.switchboard.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** With a queue in place of a topic. */
class ThroughTest {
  private static final int BATCH = 7;
  private static final Duration TIME = Duration.ofMillis(50);

  private final BlockingQueue<Integer> topic = new LinkedBlockingQueue<>();
  private final AtomicInteger readEvents = new AtomicInteger();

  @Test
  void aRunEndsWhenAllThatWasWrittenIsRead() throws Exception {
    Through through = new Through("x", writers(BATCH), readers(), Duration.ofSeconds(20));
    for (int run = 1; run <= 2; run++) {
      readEvents.set(0);
      Work work = through.run(TIME);
      assertThat(topic).isEmpty();
      assertThat(work.events()).isPositive().isEqualTo(readEvents.get());
      assertThat(work.batches() * BATCH).isEqualTo(work.events());
      assertThat(work.seconds()).isPositive();
    }
  }

  @Test
  void eventsThatDoNotArriveAreNotWaitedForForEver() {
    Through through = new Through("x", writers(BATCH - 1), readers(), Duration.ofMillis(200));
    assertThatThrownBy(() -> through.run(TIME))
        .hasMessageContaining("events were written, but only");
  }

  /** Two of them, whose batches arrive with so many events. */
  private BatchSenders writers(int arriving) {
    Supplier<CompletableFuture<?>> writer =
        () -> {
          // So that there are not millions.
          LockSupport.parkNanos(100_000);
          topic.add(arriving);
          return CompletableFuture.completedFuture(null);
        };
    return new BatchSenders() {
      @Override
      public void open() {}

      @Override
      public List<Supplier<CompletableFuture<?>>> senders() {
        return List.of(writer, writer);
      }

      @Override
      public int batchEvents() {
        return BATCH;
      }

      @Override
      public void close() {}
    };
  }

  private TopicReaders readers() {
    return new TopicReaders() {
      @Override
      public void open() {}

      @Override
      public List<Reader> readers() {
        return List.of(ThroughTest.this::read, ThroughTest.this::read);
      }

      @Override
      public void close() {}
    };
  }

  private int read(Duration wait, Consumer<byte[]> values) {
    try {
      Integer events = topic.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      readEvents.addAndGet(events == null ? 0 : events);
      return events == null ? 0 : events;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
