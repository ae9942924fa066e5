package io.switchboard.persistence.journal;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.journal.DurableActor.Recovery;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What snapshots cost, for choosing how often to make one; the figures are in docs/persistence.md.
 * Not part of the build; run it with {@code -Dit.test=RetentionFigures}.
 */
class RetentionFigures {
  private static final int EVENTS = 10_000;

  @Test
  void figures() throws Exception {
    PersistenceSettings settings = TestCassandra.settings();
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      TestCassandra.await(
          CassandraPersistence.of(kit.system(), settings, Duration.ofSeconds(30)).ready());
      measure(kit, "warm-up", RetentionCriteria.disabled());
      measure(kit, "none", RetentionCriteria.disabled());
      for (int every : new int[] {100, 500, 1_000, 2_000}) {
        measure(
            kit,
            "every " + every,
            RetentionCriteria.snapshotEvery(every, 2).withDeleteEventsOnSnapshot());
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  /** One event a command, one command at a time, as a session does it. */
  private static void measure(ActorTestKit kit, String name, RetentionCriteria retention) {
    SessionActors actors = new SessionActors(kit, retention);
    ActorRef<DurableActor.Command> writer = actors.spawn(name, new Recovery());
    actors.persist(writer, List.of(SessionActors.allocated()));
    long[] nanos = new long[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      long begun = System.nanoTime();
      actors.persist(writer, List.of(SessionActors.delivered(i + 1)));
      nanos[i] = System.nanoTime() - begun;
    }
    actors.stop(writer);
    Recovery recovery = new Recovery();
    long begun = System.nanoTime();
    ActorRef<DurableActor.Command> again = actors.spawn(name, recovery);
    actors.state(again);
    long recoveryMs = (System.nanoTime() - begun) / 1_000_000;
    actors.stop(again);
    Arrays.sort(nanos);
    System.out.printf(
        "%-10s %,6.0f events/s  p50 %.2f ms  p99 %.2f ms  p99.9 %.2f ms  max %.1f ms;  recovery %d ms, %d events%n",
        name,
        EVENTS / (Arrays.stream(nanos).sum() / 1e9),
        nanos[EVENTS / 2] / 1e6,
        nanos[EVENTS * 99 / 100] / 1e6,
        nanos[EVENTS * 999 / 1000] / 1e6,
        nanos[EVENTS - 1] / 1e6,
        recoveryMs,
        recovery.events.get());
  }
}
