package io.switchboard.persistence.journal;

import static io.switchboard.persistence.TestCassandra.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.persistence.PersistenceSettings;
import io.switchboard.persistence.TestCassandra;
import io.switchboard.persistence.cql.SharedSession;
import io.switchboard.persistence.journal.DurableActor.Recovery;
import java.time.Duration;
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

  private static PersistenceSettings settings;
  private static ActorTestKit kit;
  private static CqlSession cql;
  private static SessionActors actors;

  @BeforeAll
  static void open() throws Exception {
    settings = TestCassandra.settings();
    kit = TestCassandra.kit(settings);
    cql = await(SharedSession.of(kit.system(), PATIENCE).get());
    actors = new SessionActors(kit, settings.retention().criteria());
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void aStateIsTheSameAfterItsActorStartedAgain() throws Exception {
    List<SessionEvent> events =
        List.of(
            SessionActors.allocated(),
            new SessionEvent.HolderRaised(1, 2),
            SessionActors.delivered(1),
            new SessionEvent.Acked(1, 1),
            SessionActors.delivered(2));
    ActorRef<DurableActor.Command> first = actors.spawn("again", new Recovery());
    actors.persist(first, events);
    Durable before = actors.state(first);
    actors.stop(first);

    Recovery recovery = new Recovery();
    ActorRef<DurableActor.Command> second = actors.spawn("again", recovery);
    assertThat(actors.state(second)).isEqualTo(before).isEqualTo(SessionActors.fold(events));
    assertThat(recovery.events.get()).isEqualTo(events.size());
    assertThat(recovery.snapshots.get()).isZero();
    actors.stop(second);
    List<Row> rows = select("ser_id, ser_manifest", messages("again", 0));
    assertThat(rows)
        .hasSize(events.size())
        .allSatisfy(
            row -> {
              assertThat(row.getInt("ser_id")).isEqualTo(7_421_001);
              assertThat(row.getString("ser_manifest")).isEqualTo("sb-event-1");
            });
  }

  /** A session's history may be of any length, its recovery is not. */
  @Test
  void afterAHundredThousandBatchesARecoveryReadsOneSnapshotAndFewEvents() throws Exception {
    int every = settings.retention().snapshotEvery();
    ActorRef<DurableActor.Command> writer = actors.spawn("long", new Recovery());
    long begun = System.nanoTime();
    actors.persist(writer, List.of(SessionActors.allocated()));
    actors.deliver(writer, 1, BATCHES, SessionActors.AT_ONCE);
    Duration writing = Duration.ofNanos(System.nanoTime() - begun);
    // As far behind its last snapshot as it can be.
    int last = BATCHES + every - 2;
    actors.deliver(writer, BATCHES + 1, last, SessionActors.AT_ONCE);
    Durable before = actors.state(writer);
    int most = settings.retention().maxReplayedEvents() + every + SessionActors.AT_ONCE;
    Awaitility.await().atMost(PATIENCE).until(() -> storedEvents("long") <= most);
    actors.stop(writer);

    Recovery recovery = new Recovery();
    begun = System.nanoTime();
    ActorRef<DurableActor.Command> again = actors.spawn("long", recovery);
    Durable recovered = actors.state(again);
    Duration recovering = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(
        "%,d batches written in %,d ms; recovered in %,d ms from %d snapshot and %d events%n",
        BATCHES,
        writing.toMillis(),
        recovering.toMillis(),
        recovery.snapshots.get(),
        recovery.events.get());

    assertThat(recovered).isEqualTo(before);
    assertThat(((Durable.Reader) recovered).ackedSeq()).isEqualTo(last - 1);
    assertThat(recovery.snapshots.get()).isEqualTo(1);
    assertThat(recovery.events.get()).isBetween(1, every);
    // Wanted: 500 ms. Lenient, because other tests share the machine.
    assertThat(recovering).isLessThan(Duration.ofSeconds(5));
    actors.stop(again);
  }

  @Test
  void oneDamagedSnapshotLosesNothing() throws Exception {
    int every = settings.retention().snapshotEvery();
    Durable before = writtenAndStopped("damaged", 3 * every + 50);
    damage("damaged", snapshotsOf("damaged").get(0));

    Recovery recovery = new Recovery();
    ActorRef<DurableActor.Command> again = actors.spawn("damaged", recovery);
    assertThat(actors.state(again)).isEqualTo(before);
    assertThat(recovery.events.get()).isBetween(every, settings.retention().maxReplayedEvents());
    actors.stop(again);
  }

  /** An older snapshot still there must not be used: events above it are deleted. */
  @Test
  void aSessionWhoseLastTwoSnapshotsAreDamagedDoesNotStartWithAGap() throws Exception {
    writtenAndStopped("lost", 4 * settings.retention().snapshotEvery() + 50);
    List<Long> snapshots = snapshotsOf("lost");
    damage("lost", snapshots.get(0));
    damage("lost", snapshots.get(1));

    Recovery recovery = new Recovery();
    actors.awaitEnd(actors.spawn("lost", recovery));
    assertThat(recovery.events.get()).isZero();
  }

  /**
   * Two nodes that both believe to own a session: sharding prevents it, a split cluster may not.
   */
  @Test
  void ofTwoWritersTheOneThatCameLaterIsReplayed() throws Exception {
    List<SessionEvent> common = List.of(SessionActors.allocated(), SessionActors.delivered(1));
    ActorRef<DurableActor.Command> older = actors.spawn("two", new Recovery());
    actors.persist(older, common);
    ActorRef<DurableActor.Command> newer = actors.spawn("two", new Recovery());
    Durable seen = actors.state(newer);

    SessionEvent first = new SessionEvent.Acked(2, 1);
    SessionEvent second = new SessionEvent.HolderRaised(2, 7);
    actors.persist(older, List.of(new SessionEvent.HolderRaised(1, 3)));
    actors.persist(newer, List.of(first));
    actors.persist(newer, List.of(second));
    actors.persist(older, List.of(new SessionEvent.HolderRaised(1, 99)));
    actors.stop(older);
    actors.stop(newer);

    ActorRef<DurableActor.Command> again = actors.spawn("two", new Recovery());
    assertThat(actors.state(again)).isEqualTo(seen.evolve(first).evolve(second));
    actors.stop(again);
  }

  private static Durable writtenAndStopped(String session, int batches) throws Exception {
    ActorRef<DurableActor.Command> writer = actors.spawn(session, new Recovery());
    actors.persist(writer, List.of(SessionActors.allocated()));
    actors.deliver(writer, 1, batches, SessionActors.AT_ONCE);
    Durable state = actors.state(writer);
    int every = settings.retention().snapshotEvery();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> !snapshotsOf(session).isEmpty() && snapshotsOf(session).get(0) > batches - every);
    actors.stop(writer);
    return state;
  }

  /** Sequence numbers, newest first. */
  private static List<Long> snapshotsOf(String session) throws Exception {
    return select("sequence_nr", "snapshots WHERE persistence_id = 'session|" + session + "'")
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private static void damage(String session, long sequenceNr) throws Exception {
    await(
        cql.executeAsync(
            "UPDATE %s.snapshots SET snapshot_data = 0x1c WHERE persistence_id = 'session|%s' AND sequence_nr = %d"
                .formatted(settings.keyspace(), session, sequenceNr)));
  }

  private static long storedEvents(String session) throws Exception {
    long count = 0;
    for (int partition = 0; partition <= BATCHES / 50_000 + 1; partition++) {
      count += select("count(*)", messages(session, partition)).get(0).getLong(0);
    }
    return count;
  }

  private static String messages(String session, int partition) {
    return "messages WHERE persistence_id = 'session|%s' AND partition_nr = %d"
        .formatted(session, partition);
  }

  private static List<Row> select(String columns, String what) throws Exception {
    AsyncResultSet result =
        await(cql.executeAsync("SELECT " + columns + " FROM " + settings.keyspace() + "." + what));
    List<Row> rows = new ArrayList<>();
    result.currentPage().forEach(rows::add);
    assertThat(result.hasMorePages()).isFalse();
    return rows;
  }
}
