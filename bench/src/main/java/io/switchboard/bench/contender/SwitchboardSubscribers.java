package io.switchboard.bench.contender;

import io.switchboard.sdk.ReceivedBatch;
import io.switchboard.sdk.ReceivedEvent;
import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Readers' sessions of a Switchboard node, one partition each, from its begin to its end; every
 * batch is acknowledged by the read of the next one.
 */
public final class SwitchboardSubscribers implements Contender {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final SwitchboardClient client;
  private final StoredEvents stored;
  private final int maxEvents;

  /**
   * One for each partition of what is stored.
   *
   * @param name the contender's
   * @param maxEvents of a batch
   */
  public SwitchboardSubscribers(
      String name, SwitchboardClient client, StoredEvents stored, int maxEvents) {
    this.name = name;
    this.client = client;
    this.stored = stored;
    this.maxEvents = maxEvents;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Work run(Duration ignored) throws Exception {
    List<Subscriber> subscribers = new ArrayList<>();
    try {
      for (int partition = 0; partition < stored.partitions(); partition++) {
        subscribers.add(
            client.subscriber(
                stored.topic(),
                SubscriberOptions.defaults()
                    .partitions(Set.of(partition))
                    .maxEvents(maxEvents)
                    .disposeOnClose(true)));
      }
      return Workers.run(
          subscribers.stream().<Workers.Job>map(s -> tally -> read(s, tally)).toList());
    } finally {
      subscribers.forEach(Subscriber::close);
    }
  }

  private void read(Subscriber subscriber, Workers.Tally tally) {
    while (tally.events() < stored.perPartition()) {
      long start = System.nanoTime();
      ReceivedBatch batch =
          subscriber
              .poll(PATIENCE)
              .orElseThrow(() -> new IllegalStateException("no events within " + PATIENCE));
      for (ReceivedEvent event : batch.events()) {
        if (event.problem().isPresent() || event.value().isEmpty()) {
          throw new IllegalStateException("an event came without its value: " + event.problem());
        }
      }
      batch.ackLazily();
      tally.batch(batch.events().size(), System.nanoTime() - start);
    }
  }
}
