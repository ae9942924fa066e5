package io.switchboard.persistence.register;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.port.Ownership.Claim;
import io.switchboard.core.port.Ownership.Published;
import io.switchboard.core.port.Ownership.Row;
import io.switchboard.localstack.SharedStack;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A Cassandra that does not answer for a while, and then does everything that it was asked. */
class PausedCassandraIT {
  private static final LaneId MINE = new LaneId("cluster/node-1/lane-0/1");
  private static final LaneId OTHER = new LaneId("cluster/node-2/lane-0/1");

  @Test
  void aClaimIntoAPausedCassandraFailsInTimeAndIsSettledWhenItIsRepeated() throws Exception {
    PersistenceSettings settings =
        TestCassandra.settings(Duration.ofMillis(300), Duration.ofDays(7));
    ActorTestKit kit = TestCassandra.kit(settings);
    try {
      SharedSession shared = SharedSession.of(kit.system(), Duration.ofSeconds(30));
      CassandraOwnership register = new CassandraOwnership(shared, settings);
      SessionId session = new SessionId("pausedpausedpausedpausedpa");
      Row seen = await(register.read(session));
      // Everything is prepared before the pause, so that it is the compare-and-set that waits.
      SessionId warm = new SessionId("warmwarmwarmwarmwarmwarmwa");
      await(register.claim(warm, await(register.read(warm)), claimOf(OTHER)));

      pause();
      try {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> await(register.claim(session, seen, claimOf(MINE))))
            .cause()
            .isInstanceOf(RegisterUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      } finally {
        resume();
      }
      // The compare-and-set lies in a socket and is applied now, or not: either way the row
      // decides.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> await(register.claim(session, seen, claimOf(MINE))).isOwnedBy(MINE, 1));
      Row mine = await(register.read(session));
      assertThat(mine.isOwnedBy(MINE, 1)).isTrue();
      assertThat(await(register.claim(session, seen, claimOf(OTHER)))).isEqualTo(mine);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static Claim claimOf(LaneId lane) {
    return new Claim(lane, 3, 100, Published.NOTHING, 0);
  }

  private static void pause() throws Exception {
    signal("-STOP");
  }

  private static void resume() throws Exception {
    signal("-CONT");
  }

  private static void signal(String name) throws Exception {
    String pid = Long.toString(SharedStack.attach().faults().cassandraPid());
    Process kill = new ProcessBuilder("kill", name, pid).inheritIO().start();
    assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
