package io.switchboard.persistence.journal;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.switchboard.core.model.Digest;
import io.switchboard.core.model.Positions;
import io.switchboard.core.model.Range;
import io.switchboard.core.model.SessionRole;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.model.TopicRef;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.persistence.journal.DurableActor.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Starts, feeds, asks and stops {@link DurableActor}s. */
record SessionActors(ActorTestKit kit, RetentionCriteria retention) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Events persisted at once: a Cassandra batch of about 30 KB, below its limit of 50 KB. */
  static final int AT_ONCE = 100;

  ActorRef<DurableActor.Command> spawn(String session, Recovery recovery) {
    return kit.spawn(DurableActor.of(session, retention, recovery));
  }

  void persist(ActorRef<DurableActor.Command> actor, List<SessionEvent> events) {
    TestProbe<Done> done = kit.createTestProbe();
    actor.tell(new DurableActor.Persist(events, done.getRef()));
    done.expectMessage(PATIENCE, Done.getInstance());
  }

  /** Persists the delivery of these batches, so many at once. */
  void deliver(ActorRef<DurableActor.Command> actor, int fromSeq, int toSeq, int atOnce) {
    List<SessionEvent> events = new ArrayList<>();
    for (int seq = fromSeq; seq <= toSeq; seq++) {
      events.add(delivered(seq));
      if (events.size() == atOnce || seq == toSeq) {
        persist(actor, events);
        events.clear();
      }
    }
  }

  Durable state(ActorRef<DurableActor.Command> actor) {
    TestProbe<Durable> state = kit.createTestProbe(Durable.class);
    actor.tell(new DurableActor.Get(state.getRef()));
    return state.receiveMessage(PATIENCE);
  }

  void stop(ActorRef<DurableActor.Command> actor) {
    actor.tell(new DurableActor.Stop());
    awaitEnd(actor);
  }

  void awaitEnd(ActorRef<DurableActor.Command> actor) {
    kit.createTestProbe().expectTerminated(actor, PATIENCE);
  }

  static SessionEvent allocated() {
    return new SessionEvent.Allocated(0, spec());
  }

  static SessionEvent delivered(long seq) {
    return new SessionEvent.Delivered(
        1, seq, List.of(new Range(0, (seq - 1) * 100, seq * 100, 100)));
  }

  static Durable fold(List<SessionEvent> events) {
    Durable state = Durable.ABSENT;
    for (SessionEvent event : events) {
      state = state.evolve(event);
    }
    return state;
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
