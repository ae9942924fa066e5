package io.switchboard.multijvm.chaos;

import io.switchboard.sdk.OutboundEvent;
import io.switchboard.sdk.Publisher;
import io.switchboard.sdk.PublisherOptions;
import io.switchboard.sdk.SwitchboardClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that publish at a fixed rate, whether or not the batch before is committed: who is kept
 * waiting shows it in the times of its commits. Batches wait in the SDK meanwhile, up to a bound.
 */
final class OpenLoop implements AutoCloseable {
  private static final int MAX_WAITING = 5_000;
  private static final int EVENT_BYTES = 100;

  private final List<Session> sessions = new ArrayList<>();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong notSent = new AtomicLong();
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

  private static final class Session {
    final Publisher publisher;
    final List<Long> commits = new ArrayList<>();

    Session(Publisher publisher) {
      this.publisher = publisher;
    }
  }

  /**
   * Opens the sessions and begins.
   *
   * @param perSecond batches of one event, by each session
   */
  OpenLoop(SwitchboardClient client, String topic, int count, int perSecond) {
    PublisherOptions options = PublisherOptions.defaults().maxWaitingBatches(MAX_WAITING);
    for (int i = 0; i < count; i++) {
      sessions.add(new Session(client.publisher(topic, options)));
    }
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (int i = 0; i < count; i++) {
      Session session = sessions.get(i);
      // They do not all begin at the same moment.
      ticker.scheduleAtFixedRate(
          () -> publish(session), i * periodNanos / count, periodNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void publish(Session session) {
    if (!session.publisher.room().isDone()) {
      // A pause of minutes. Counted, since the loop is not open any more.
      notSent.incrementAndGet();
      return;
    }
    session
        .publisher
        .publishAsync(List.of(OutboundEvent.of(new byte[0], new byte[EVENT_BYTES])))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failures.incrementAndGet();
              } else {
                synchronized (session) {
                  session.commits.add(System.nanoTime());
                }
              }
            });
  }

  /** Batches that failed for good, and such as could not even be given to the SDK. */
  long failures() {
    return failures.get() + notSent.get();
  }

  /** The moments of all commits since the last call of {@link #forget}, by session. */
  Map<String, List<Long>> commits() {
    Map<String, List<Long>> copy = new TreeMap<>();
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      synchronized (session) {
        copy.put("s" + i, List.copyOf(session.commits));
      }
    }
    return copy;
  }

  /** Forgets what was recorded before a moment. */
  void forget(long beforeNanos) {
    for (Session session : sessions) {
      synchronized (session) {
        session.commits.removeIf(at -> at - beforeNanos < 0);
      }
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    for (Session session : sessions) {
      session
          .publisher
          .closeAsync()
          .orTimeout(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(e -> null)
          .join();
    }
  }
}
