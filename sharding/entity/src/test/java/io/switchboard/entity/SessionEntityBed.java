package io.switchboard.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.javadsl.SnapshotTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.EventBatch;
import io.switchboard.core.model.LaneId;
import io.switchboard.core.model.OutboundEvent;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.port.ProducerLane;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionCommand.ClientCall;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.entity.expiry.ExpirySettings;
import io.switchboard.entity.owning.FakePublishing;
import io.switchboard.entity.owning.FakeSpill;
import io.switchboard.entity.placement.ShardLoads;
import io.switchboard.entity.reading.FakeTopics;
import io.switchboard.entity.seen.SessionObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A session's entity over a journal in memory, and a world that does what a test says. The clock
 * stands still unless a test moves it.
 */
abstract class SessionEntityBed {
  static final SessionId SESSION = new SessionId("abcdefghijklmnopqrstuvwxyz");
  static final String JOURNAL_ID = "session|" + SESSION;
  static final TopicRef TOPIC = new TopicRef("pages", "topic-1");
  static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
  static final Duration SOON = Duration.ofSeconds(20);

  /** On the test's clock. */
  private static final Duration CALL_WITHIN = Duration.ofSeconds(5);

  static final Duration HARDLY = Duration.ofMillis(300);
  static final EntitySettings SETTINGS =
      new EntitySettings(
          10,
          64 * 1024,
          Duration.ofMillis(100),
          Duration.ofSeconds(60),
          Duration.ofMillis(300),
          Duration.ofSeconds(10),
          10,
          2,
          Duration.ofMinutes(5),
          EntitySettings.MIN_BUDGET_BYTES,
          EntitySettings.MIN_BUDGET_BYTES,
          8,
          8,
          ExpirySettings.DEFAULTS);
  static final ActorTestKit KIT =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(PersistenceTestKitSnapshotPlugin.getInstance().config())
              .withFallback(
                  ConfigFactory.parseString(
                      "akka.daemonic = on\n"
                          + "akka.persistence.testkit.events.serialize = off\n"
                          + "akka.persistence.testkit.snapshots.serialize = off\n"
                          // Also a cold JVM's first recovery on a busy machine.
                          + "akka.actor.testkit.typed.single-expect-default = 20 s\n"
                          + "akka.actor.testkit.typed.default-timeout = 20 s\n"
                          + "akka.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  static final SnapshotTestKit SNAPSHOTS = SnapshotTestKit.create(KIT.system());

  final ManualClock clock = new ManualClock();
  final FakeTopics topics = new FakeTopics();
  final FakePublishing publishing = new FakePublishing();
  final FakeDirectory directory = new FakeDirectory();
  final FakeSpill spill = new FakeSpill();
  final List<SessionEvent.Reason> ends = new CopyOnWriteArrayList<>();
  final EntityMetrics metrics =
      new EntityMetrics(
          10,
          new SessionObserver() {
            @Override
            public void ended(SessionId session, SessionSpec spec, SessionEvent.Reason reason) {
              ends.add(reason);
            }
          });
  final ShardLoads.ShardLoad load = new ShardLoads(1).ofEntity(SESSION.value());
  final SessionPorts ports =
      new SessionPorts(topics, topics, publishing, publishing, publishing, directory, spill, spill);
  final EntitySettings settings;
  final SessionCommons commons;
  final TestProbe<ClusterSharding.ShardCommand> shard =
      KIT.createTestProbe(ClusterSharding.ShardCommand.class);
  final List<SessionMessage.Call> givenBack = new CopyOnWriteArrayList<>();
  final TestProbe<Reply> client = KIT.createTestProbe(Reply.class);
  ActorRef<SessionMessage> entity;

  SessionEntityBed() {
    this(SETTINGS);
  }

  SessionEntityBed(EntitySettings settings) {
    this.settings = settings;
    this.commons = new SessionCommons(ports, settings);
  }

  @BeforeEach
  void startWithAnEmptyJournal() {
    JOURNAL.clearAll();
    JOURNAL.resetPolicy();
    SNAPSHOTS.clearAll();
    entity = start();
  }

  @AfterEach
  void stopTheEntity() {
    KIT.stop(entity);
    assertThat(metrics.active.get()).isZero();
  }

  ActorRef<SessionMessage> start() {
    return KIT.spawn(
        SessionEntity.create(
            SESSION,
            PersistenceId.ofUniqueId(JOURNAL_ID),
            shard.getRef(),
            load,
            new SessionHost(ports, commons, settings, new LaneId("node-a"), metrics, clock),
            givenBack::add));
  }

  void restart() {
    KIT.stop(entity);
    entity = start();
  }

  void send(ClientCall call) {
    entity.tell(new SessionMessage.Call(call, client.getRef(), clock.instant().plus(CALL_WITHIN)));
  }

  Reply ask(ClientCall call) {
    send(call);
    return client.receiveMessage(SOON);
  }

  Reply.Rejected rejected() {
    return client.expectMessageClass(Reply.Rejected.class, SOON);
  }

  static Digest digest(int of) {
    byte[] bytes = new byte[Digest.LENGTH];
    bytes[0] = (byte) of;
    return Digest.of(bytes);
  }

  SessionCommand.Allocate allocate(SessionRole role) {
    Positions start =
        role == SessionRole.READER
            ? Positions.of(new int[] {0}, new long[] {0})
            : Positions.of(new int[0], new long[0]);
    return new SessionCommand.Allocate(
        0,
        new SessionSpec(
            role, TOPIC, "me", start, IDLE_TIMEOUT, "", "", digest(0), clock.instant()));
  }

  static ClientCall read(long seq, Duration maxWait) {
    return new SessionCommand.Read(0, 0, seq, Optional.empty(), 100, 100_000, maxWait);
  }

  static ClientCall describe() {
    return new SessionCommand.Describe(0, false);
  }

  static ClientCall takeOver() {
    return new SessionCommand.Describe(0, true);
  }

  Reply.View view() {
    return (Reply.View) ask(describe());
  }

  List<Object> journal() {
    return JOURNAL.persistedInStorage(JOURNAL_ID);
  }

  /** A writer whose first batch lies in the lane, and whose client waits. */
  void publishTheFirstBatch(CompletableFuture<ProducerLane.Outcome> outcome) {
    publishing.outcome = outcome;
    ask(allocate(SessionRole.WRITER));
    OutboundEvent event =
        new OutboundEvent(
            null, new byte[] {1}, List.of(), OptionalInt.empty(), OptionalLong.empty());
    EventBatch batch = new EventBatch(List.of(event), 1, digest(1));
    Reply staged = ask(new SessionCommand.Write(0, 0, 1, batch, Optional.empty()));
    send(new SessionCommand.AckWrite(0, 0, 1, ((Reply.Staged) staged).token()));
    await().atMost(SOON).until(() -> publishing.log.contains("publish 1"));
  }

  /** A reader whose read waits for events. */
  void waitInARead() {
    ask(allocate(SessionRole.READER));
    send(read(1, Duration.ofSeconds(30)));
    await().atMost(SOON).until(() -> !topics.readings.isEmpty());
  }
}
