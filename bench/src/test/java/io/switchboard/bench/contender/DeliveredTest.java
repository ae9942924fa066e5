package io.switchboard.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** With a queue in place of a topic. */
class DeliveredTest {
  private static final int BATCH = 5;
  private static final Duration ON_THE_WAY = Duration.ofMillis(30);

  private final BlockingQueue<byte[]> topic = new LinkedBlockingQueue<>();

  @Test
  void aBatchIsAsLateAsItsFirstEventIsReadAndNotAsItIsCommitted() throws Exception {
    Delivered delivered = new Delivered("x", writers(), readers(), 100, Duration.ofSeconds(20));
    Work work = delivered.run(Duration.ofMillis(200));
    assertThat(work.batches()).isEqualTo(20);
    assertThat(work.events()).isEqualTo(20 * BATCH);
    assertThat(work.latencyMicros().getTotalCount()).isEqualTo(20);
    assertThat(work.latencyMicros().getMinValue()).isGreaterThan(ON_THE_WAY.toMillis() * 990);
  }

  /** Two, whose batches are committed at once. */
  private StampedSenders writers() {
    LongFunction<CompletableFuture<?>> writer =
        due -> {
          topic.add(DueStamp.on(new byte[100], due));
          return CompletableFuture.completedFuture(null);
        };
    return new StampedSenders() {
      @Override
      public void open() {}

      @Override
      public List<Supplier<CompletableFuture<?>>> senders() {
        throw new UnsupportedOperationException("stamped ones are wanted");
      }

      @Override
      public List<LongFunction<CompletableFuture<?>>> stampedSenders() {
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

  /** One, to whom everything comes late. */
  private TopicReaders readers() {
    return new TopicReaders() {
      @Override
      public void open() {}

      @Override
      public List<Reader> readers() {
        return List.of(DeliveredTest.this::read);
      }

      @Override
      public void close() {}
    };
  }

  private int read(Duration wait, Consumer<byte[]> values) {
    try {
      byte[] first = topic.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        return 0;
      }
      Paced.awaitNanos(System.nanoTime() + ON_THE_WAY.toNanos());
      values.accept(first);
      for (int i = 1; i < BATCH; i++) {
        values.accept(new byte[100]);
      }
      return BATCH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
