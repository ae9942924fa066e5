package io.switchboard.bench.contender;

import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Writers' sessions of a Switchboard node: write, ack, exactly once, encrypted. */
public final class SwitchboardPublishers implements Contender, StampedSenders {
  private final String name;
  private final SwitchboardClient client;
  private final String topic;
  private final int writers;
  private final int depth;
  private final byte[] first;
  private final List<OutboundEvent> batch;
  private final List<Publisher> publishers = new ArrayList<>();

  /**
   * Writers of one topic, who send the same values again and again.
   *
   * @param name the contender's
   * @param depth batches that a writer has under way
   */
  public SwitchboardPublishers(
      String name,
      SwitchboardClient client,
      String topic,
      int writers,
      int depth,
      byte[][] values) {
    this.name = name;
    this.client = client;
    this.topic = topic;
    this.writers = writers;
    this.depth = depth;
    this.first = values[0];
    this.batch = Arrays.stream(values).map(OutboundEvent::of).toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void open() {
    for (int i = 0; i < writers; i++) {
      publishers.add(client.publisher(topic));
    }
  }

  @Override
  public List<Supplier<CompletableFuture<?>>> senders() {
    List<Supplier<CompletableFuture<?>>> senders = new ArrayList<>();
    for (Publisher publisher : publishers) {
      senders.add(() -> publisher.publishAsync(batch));
    }
    return senders;
  }

  @Override
  public List<LongFunction<CompletableFuture<?>>> stampedSenders() {
    List<LongFunction<CompletableFuture<?>>> senders = new ArrayList<>();
    for (Publisher publisher : publishers) {
      senders.add(due -> publisher.publishAsync(stamped(due)));
    }
    return senders;
  }

  private List<OutboundEvent> stamped(long due) {
    List<OutboundEvent> stamped = new ArrayList<>(batch);
    stamped.set(0, OutboundEvent.of(DueStamp.on(first, due)));
    return stamped;
  }

  @Override
  public int batchEvents() {
    return batch.size();
  }

  @Override
  public Work run(Duration time) throws Exception {
    return Publishing.run(senders(), batch.size(), depth, time);
  }

  @Override
  public void close() {
    publishers.forEach(Publisher::close);
  }
}
