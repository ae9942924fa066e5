package io.switchboard.bench.run;

import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Readers' sessions that are there and get nothing, each on one partition of an empty topic. For
 * one thread.
 */
final class HeldReaders {
  private static final Duration POLL = Duration.ofHours(1);

  private final SwitchboardClient client;
  private final String topic;
  private final int partitions;
  private final List<Subscriber> readers = new ArrayList<>();
  private final List<CompletableFuture<?>> polls = new ArrayList<>();

  HeldReaders(SwitchboardClient client, String topic, int partitions) {
    this.client = client;
    this.topic = topic;
    this.partitions = partitions;
  }

  /** So many more, a few at a time; returns when all are there. */
  void allocate(int count) throws InterruptedException {
    readers.addAll(
        Crowd.open(
            client,
            topic,
            count,
            i ->
                SubscriberOptions.defaults()
                    .partitions(Set.of(i % partitions))
                    .disposeOnClose(true)));
  }

  /** Lets so many of them poll, and does not wait. The SDK begins a long poll that ends anew. */
  void poll(int count) {
    for (Subscriber reader : readers.subList(0, count)) {
      polls.add(reader.pollAsync(POLL));
    }
  }

  /**
   * Nobody publishes here, so a poll that has ended has failed.
   *
   * @throws IllegalStateException if one has
   */
  void requirePolling() {
    for (CompletableFuture<?> poll : polls) {
      if (poll.isDone()) {
        poll.join();
        throw new IllegalStateException("a poll of an empty topic was answered with events");
      }
    }
  }

  /** Ends all sessions, and returns when they have ended. */
  void dispose() throws InterruptedException {
    Crowd.close(readers);
    readers.clear();
    polls.clear();
  }
}
