package io.switchboard.bench.run;

import io.switchboard.bench.contender.DueStamp;
import io.switchboard.bench.contender.Paced;
import io.switchboard.bench.contender.Payload;
import io.switchboard.bench.contender.TimeTable;
import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.PublishResult;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A writer that publishes by a time table, whether or not what it sent before is committed; every
 * event bears the time when it was due.
 */
final class FanOutStream implements AutoCloseable {
  /** Events in each batch. */
  static final int BATCH = 10;

  private final Publisher publisher;
  private final TimeTable table;
  private final byte[][] values;
  private long published;

  FanOutStream(SwitchboardClient client, String topic, double batchesPerSecond, int eventBytes) {
    this.publisher = client.publisher(topic);
    this.table = TimeTable.of(1, batchesPerSecond);
    this.values = Payload.of(BATCH, eventBytes);
  }

  /** Publishes all that is due within a time, one batch at least, and waits for their commits. */
  void run(Duration time) throws InterruptedException {
    List<CompletableFuture<PublishResult>> ends = new ArrayList<>();
    long begin = System.nanoTime();
    long batches = Math.max(1, table.batchesWithin(0, time.toNanos()));
    for (long batch = 0; batch < batches; batch++) {
      long due = begin + table.dueNanos(0, batch);
      Paced.awaitNanos(due);
      ends.add(publisher.publishAsync(stamped(due)));
    }
    ends.forEach(CompletableFuture::join);
    published += batches * BATCH;
  }

  private List<OutboundEvent> stamped(long due) {
    return Arrays.stream(values).map(v -> OutboundEvent.of(DueStamp.on(v, due))).toList();
  }

  /** Events, of all runs together. */
  long published() {
    return published;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
