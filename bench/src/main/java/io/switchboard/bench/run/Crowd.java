package io.switchboard.bench.run;

import io.switchboard.sdk.Subscriber;
import io.switchboard.sdk.SubscriberOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Opens and closes many readers' sessions, a few at a time. */
final class Crowd {
  private static final int AT_ONCE = 64;

  private Crowd() {}

  /**
   * Returns when all are there.
   *
   * @param options of each, which are counted from 0
   */
  static List<Subscriber> open(
      SwitchboardClient client, String topic, int count, IntFunction<SubscriberOptions> options)
      throws InterruptedException {
    List<Supplier<CompletableFuture<Subscriber>>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SubscriberOptions own = options.apply(i);
      calls.add(() -> client.subscriberAsync(topic, own));
    }
    return all(calls);
  }

  /** Ends all sessions, and returns when they have ended. */
  static void close(List<Subscriber> readers) throws InterruptedException {
    all(
        readers.stream()
            .<Supplier<CompletableFuture<Void>>>map(reader -> reader::closeAsync)
            .toList());
  }

  private static <T> List<T> all(List<Supplier<CompletableFuture<T>>> calls)
      throws InterruptedException {
    Semaphore room = new Semaphore(AT_ONCE);
    List<CompletableFuture<T>> ends = new ArrayList<>();
    for (Supplier<CompletableFuture<T>> call : calls) {
      room.acquire();
      CompletableFuture<T> end = call.get();
      ends.add(end);
      end.whenComplete((done, failed) -> room.release());
    }
    List<T> results = new ArrayList<>();
    ends.forEach(end -> results.add(end.join()));
    return results;
  }
}
