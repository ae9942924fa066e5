package io.switchboard.persistence.register;

import static io.switchboard.persistence.TestCassandra.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.persistence.CassandraPersistence;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * What taking over sessions costs; the figures are in docs/persistence.md. Not part of the build;
 * run it with {@code -Dit.test=RegisterFigures}.
 */
class RegisterFigures {
  private static final int SESSIONS = 5_000;
  private static final LaneId LANE = new LaneId("cluster/node-1/lane-0/1");

  @Test
  void figures() throws Exception {
    PersistenceSettings settings = TestCassandra.settings();
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      CassandraPersistence cassandra =
          CassandraPersistence.of(kit.system(), settings, Duration.ofSeconds(30));
      await(cassandra.ready());
      takeOver(cassandra, "first", 0, 64);
      for (int round = 1; round <= 3; round++) {
        for (int atOnce : new int[] {1, 16, 128}) {
          takeOver(cassandra, "take-over", round * 1_000_000 + atOnce * 6_000, atOnce);
        }
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static void takeOver(CassandraPersistence cassandra, String name, int from, int atOnce)
      throws Exception {
    Semaphore slots = new Semaphore(atOnce);
    int sessions = atOnce == 1 ? SESSIONS / 10 : SESSIONS;
    CompletableFuture<?>[] all = new CompletableFuture<?>[sessions];
    // Rows are there, as they are when a node takes over another one's sessions.
    for (int i = 0; i < sessions; i++) {
      await(cassandra.ownership().read(session(from + i)));
    }
    long begun = System.nanoTime();
    for (int i = 0; i < sessions; i++) {
      slots.acquire();
      all[i] =
          readAndClaim(cassandra, session(from + i))
              .whenComplete((row, failure) -> slots.release())
              .toCompletableFuture();
    }
    await(CompletableFuture.allOf(all));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s, %d at once: %,.0f sessions/s, %.1f ms each%n",
        name,
        atOnce,
        sessions / seconds,
        seconds * 1000 * atOnce / sessions);
  }

  private static CompletionStage<?> readAndClaim(CassandraPersistence cassandra, SessionId id) {
    Claim claim = new Claim(LANE, 3, 100, Published.NOTHING, 0);
    return cassandra
        .ownership()
        .read(id)
        .thenCompose(row -> cassandra.ownership().claim(id, row, claim));
  }

  private static SessionId session(int number) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SessionId.LENGTH; i++) {
      id.append((char) ('a' + (number >>> (i * 4) & (i < 8 ? 15 : 0))));
    }
    return new SessionId(id.toString());
  }
}
