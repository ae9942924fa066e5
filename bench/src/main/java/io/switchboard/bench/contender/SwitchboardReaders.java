package io.switchboard.bench.contender;

import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Readers' sessions; every batch is acknowledged by the read of the next one. */
public final class SwitchboardReaders implements TopicReaders {
  private final SwitchboardClient client;
  private final String topic;
  private final int partitions;
  private final int maxEvents;
  private final List<Subscriber> subscribers = new ArrayList<>();

  /**
   * One for each partition of a topic.
   *
   * @param maxEvents of a batch
   */
  public SwitchboardReaders(SwitchboardClient client, String topic, int partitions, int maxEvents) {
    this.client = client;
    this.topic = topic;
    this.partitions = partitions;
    this.maxEvents = maxEvents;
  }

  @Override
  public void open() {
    for (int partition = 0; partition < partitions; partition++) {
      subscribers.add(
          client.subscriber(
              topic,
              SubscriberOptions.defaults()
                  .partitions(Set.of(partition))
                  .maxEvents(maxEvents)
                  .disposeOnClose(true)));
    }
  }

  @Override
  public List<Reader> readers() {
    return subscribers.stream()
        .<Reader>map(subscriber -> (wait, values) -> read(subscriber, wait, values))
        .toList();
  }

  private static int read(Subscriber subscriber, Duration wait, Consumer<byte[]> values) {
    Optional<ReceivedBatch> batch = subscriber.poll(wait);
    if (batch.isEmpty()) {
      return 0;
    }
    batch.get().events().forEach(event -> event.value().ifPresent(values));
    batch.get().ackLazily();
    return batch.get().events().size();
  }

  @Override
  public void close() {
    subscribers.forEach(Subscriber::close);
  }
}
