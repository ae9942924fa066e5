package io.switchboard.node.door;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks at every connection of one event loop a few times a second, so that time-outs cost neither
 * a timer nor a thread per connection. Everything runs on that event loop, except {@link #start}
 * and {@link #drain}.
 */
final class Sweeper {
  private static final long MAX_PERIOD_MILLIS = 250;
  private static final long MIN_PERIOD_MILLIS = 10;

  private final EventExecutor loop;
  private final List<DoorConnection> connections = new ArrayList<>();
  private boolean isDraining;

  Sweeper(EventExecutor loop) {
    this.loop = loop;
  }

  void start(DoorSettings settings) {
    long period = periodMillis(settings);
    loop.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  void add(DoorConnection connection) {
    connection.sweepIndex = connections.size();
    connections.add(connection);
    if (isDraining) {
      connection.drain();
    }
  }

  void remove(DoorConnection connection) {
    DoorConnection last = connections.remove(connections.size() - 1);
    if (last != connection) {
      connections.set(connection.sweepIndex, last);
      last.sweepIndex = connection.sweepIndex;
    }
  }

  /** Closes every connection as soon as its calls are answered. */
  void drain() {
    loop.execute(
        () -> {
          isDraining = true;
          new ArrayList<>(connections).forEach(DoorConnection::drain);
        });
  }

  private void sweep() {
    long now = System.nanoTime();
    // Backwards: a connection that closes is replaced by the last one, which was looked at already.
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        connections.get(i).sweep(now);
      }
    }
  }

  private static long periodMillis(DoorSettings settings) {
    long shortest =
        Stream.of(
                settings.budgetWait(),
                settings.idleTimeout(),
                settings.requestTimeout(),
                settings.requestGrace(),
                settings.replyTimeout(),
                settings.callTimeout())
            .mapToLong(Duration::toMillis)
            .min()
            .orElseThrow();
    return Math.max(MIN_PERIOD_MILLIS, Math.min(MAX_PERIOD_MILLIS, shortest / 4));
  }
}
