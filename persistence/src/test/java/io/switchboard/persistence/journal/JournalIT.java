package io.switchboard.persistence.journal;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.DurableActor.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Akka's journal and snapshots in a real Cassandra, with this module's set-up. */
class JournalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BATCHES = 100_000;

  /** Events written at once: one Cassandra batch of about 30 KB, below its limit of 50 KB. */
  private static final int AT_ONCE = 100;

  private static PersistenceSettings settings;
  private static ActorTestKit kit;
  private static CqlSession cql;

  @BeforeAll
  static void open() throws Exception {
    settings = TestCassandra.settings();
    kit = TestCassandra.kit(settings);
    cql = await(SharedSession.of(kit.system(), PATIENCE).get());
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void aStateIsTheSameAfterItsActorStartedAgain() throws Exception {
    List<SessionEvent> events = new ArrayList<>();
    events.add(new SessionEvent.Allocated(0, spec()));
    events.add(new SessionEvent.HolderRaised(1, 2));
    events.add(delivered(1));
    events.add(new SessionEvent.Acked(1, 1));
    events.add(delivered(2));
    ActorRef<DurableActor.Command> first = spawn("again", new Recovery());
    persist(first, events);
    Durable before = state(first);
    stop(first);

    Recovery recovery = new Recovery();
    ActorRef<DurableActor.Command> second = spawn("again", recovery);
    assertThat(state(second)).isEqualTo(before).isEqualTo(fold(events));
    assertThat(recovery.events.get()).isEqualTo(events.size());
    assertThat(recovery.snapshots.get()).isZero();
    stop(second);

    AsyncResultSet rows =
        await(
            cql.executeAsync(
                "SELECT ser_id, ser_manifest FROM "
                    + settings.keyspace()
                    + ".messages WHERE persistence_id = 'session|again' AND partition_nr = 0"));
    assertThat(rows.currentPage())
        .hasSize(events.size())
        .allSatisfy(
            row -> {
              assertThat(row.getInt("ser_id")).isEqualTo(7_421_001);
              assertThat(row.getString("ser_manifest")).isEqualTo("sb-event-1");
            });
  }

  /** The promise behind it: a session's history may be of any length, its recovery is not. */
  @Test
  void afterAHundredThousandBatchesARecoveryReadsOneSnapshotAndFewEvents() throws Exception {
    ActorRef<DurableActor.Command> writer = spawn("long", new Recovery());
    long begun = System.nanoTime();
    persist(writer, List.of(new SessionEvent.Allocated(0, spec())));
    TestProbe<Done> written = kit.createTestProbe();
    int commands = BATCHES / AT_ONCE;
    for (int i = 0; i < commands; i++) {
      List<SessionEvent> events = new ArrayList<>();
      for (int seq = i * AT_ONCE + 1; seq <= (i + 1) * AT_ONCE; seq++) {
        events.add(delivered(seq));
      }
      writer.tell(new DurableActor.Persist(events, written.getRef()));
      written.expectMessage(PATIENCE, Done.getInstance());
    }
    Duration writing = Duration.ofNanos(System.nanoTime() - begun);
    Durable before = state(writer);
    int most = settings.retention().maxReplayedEvents() + AT_ONCE;
    Awaitility.await().atMost(PATIENCE).until(() -> storedEvents("session|long") <= most);
    stop(writer);

    Recovery recovery = new Recovery();
    begun = System.nanoTime();
    ActorRef<DurableActor.Command> again = spawn("long", recovery);
    Durable recovered = state(again);
    Duration recovering = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(
        "%,d batches written in %,d ms; recovered in %,d ms from %d snapshot and %d events%n",
        BATCHES,
        writing.toMillis(),
        recovering.toMillis(),
        recovery.snapshots.get(),
        recovery.events.get());

    assertThat(recovered).isEqualTo(before);
    assertThat(((Durable.Reader) recovered).ackedSeq()).isEqualTo(BATCHES - 1);
    assertThat(recovery.snapshots.get()).isEqualTo(1);
    assertThat(recovery.events.get()).isLessThan(settings.retention().snapshotEvery() + AT_ONCE);
    // Wanted: 500 ms. Lenient, because other tests share the machine.
    assertThat(recovering).isLessThan(Duration.ofSeconds(5));
    assertThat(snapshots("session|long")).isBetween(2, 3);
    stop(again);
  }

  private static long storedEvents(String persistenceId) throws Exception {
    long count = 0;
    for (int partition = 0; partition <= BATCHES / 50_000 + 1; partition++) {
      count +=
          count(
              "messages WHERE persistence_id = '"
                  + persistenceId
                  + "' AND partition_nr = "
                  + partition);
    }
    return count;
  }

  private static int snapshots(String persistenceId) throws Exception {
    return (int) count("snapshots WHERE persistence_id = '" + persistenceId + "'");
  }

  private static long count(String what) throws Exception {
    Row row =
        await(cql.executeAsync("SELECT count(*) FROM " + settings.keyspace() + "." + what)).one();
    return row.getLong(0);
  }

  private static ActorRef<DurableActor.Command> spawn(String session, Recovery recovery) {
    return kit.spawn(DurableActor.of(session, settings.retention().criteria(), recovery));
  }

  private static void persist(ActorRef<DurableActor.Command> actor, List<SessionEvent> events) {
    TestProbe<Done> done = kit.createTestProbe();
    actor.tell(new DurableActor.Persist(events, done.getRef()));
    done.expectMessage(PATIENCE, Done.getInstance());
  }

  private static Durable state(ActorRef<DurableActor.Command> actor) {
    TestProbe<Durable> state = kit.createTestProbe(Durable.class);
    actor.tell(new DurableActor.Get(state.getRef()));
    return state.receiveMessage(PATIENCE);
  }

  private static void stop(ActorRef<DurableActor.Command> actor) {
    TestProbe<Void> end = kit.createTestProbe();
    actor.tell(new DurableActor.Stop());
    end.expectTerminated(actor, PATIENCE);
  }

  private static Durable fold(List<SessionEvent> events) {
    Durable state = Durable.ABSENT;
    for (SessionEvent event : events) {
      state = state.evolve(event);
    }
    return state;
  }

  private static SessionEvent delivered(long seq) {
    return new SessionEvent.Delivered(
        1, seq, List.of(new Range(0, (seq - 1) * 100, seq * 100, 100)));
  }

  private static SessionSpec spec() {
    return new SessionSpec(
        SessionRole.READER,
        new TopicRef("activity", "q83vEjRWeJCrze8SNFZ4kA"),
        "team-rendering",
        Positions.of(new int[] {0}, new long[] {0}),
        Duration.ofHours(1),
        "renderer",
        "1.0",
        Digest.of(new byte[Digest.LENGTH]),
        Instant.parse("2026-03-01T12:00:00Z"));
  }
}
