package io.switchboard.persistence.journal;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.SessionEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The least event-sourced actor around a session's durable state: persists what it is told. */
final class DurableActor extends EventSourcedBehavior<DurableActor.Command, SessionEvent, Durable> {

  /** What it understands. */
  sealed interface Command {}

  /** Persists the events as one. */
  record Persist(List<SessionEvent> events, ActorRef<Done> replyTo) implements Command {}

  /** Answers with the state. */
  record Get(ActorRef<Durable> replyTo) implements Command {}

  /** Ends the actor. */
  record Stop() implements Command {}

  /** What a recovery read. */
  static final class Recovery {
    final AtomicInteger events = new AtomicInteger();
    final AtomicInteger snapshots = new AtomicInteger();
    private boolean completed;
  }

  private final Recovery recovery;
  private final RetentionCriteria retention;

  private DurableActor(PersistenceId id, RetentionCriteria retention, Recovery recovery) {
    super(id);
    this.retention = retention;
    this.recovery = recovery;
  }

  static Behavior<Command> of(String session, RetentionCriteria retention, Recovery recovery) {
    return Behaviors.setup(
        context -> new DurableActor(PersistenceId.of("session", session), retention, recovery));
  }

  @Override
  public Durable emptyState() {
    return Durable.ABSENT;
  }

  @Override
  public CommandHandler<Command, SessionEvent, Durable> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(
            Persist.class,
            (state, command) ->
                Effect()
                    .persist(command.events())
                    .thenReply(command.replyTo(), after -> Done.getInstance()))
        .onCommand(Get.class, (state, command) -> Effect().reply(command.replyTo(), state))
        .onCommand(Stop.class, (state, command) -> Effect().stop())
        .build();
  }

  @Override
  public EventHandler<Durable, SessionEvent> eventHandler() {
    return (state, event) -> {
      if (!recovery.completed) {
        recovery.events.incrementAndGet();
      }
      return state.evolve(event);
    };
  }

  @Override
  public SignalHandler<Durable> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> recovery.completed = true)
        .build();
  }

  @Override
  public SnapshotAdapter<Durable> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Durable state) {
        return state;
      }

      @Override
      public Durable fromJournal(Object from) {
        recovery.snapshots.incrementAndGet();
        return (Durable) from;
      }
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return retention;
  }
}
