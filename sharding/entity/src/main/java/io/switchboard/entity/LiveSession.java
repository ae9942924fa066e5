package io.switchboard.entity;

import akka.actor.typed.ActorRef;
import io.switchboard.core.model.ReceivedEvent;
import io.switchboard.core.model.SessionId;
import io.switchboard.core.model.SessionSpec;
import io.switchboard.core.session.Context;
import io.switchboard.core.session.Decision;
import io.switchboard.core.session.Durable;
import io.switchboard.core.session.Effect;
import io.switchboard.core.session.Reply;
import io.switchboard.core.session.SessionCommand;
import io.switchboard.core.session.SessionEvent;
import io.switchboard.core.session.SessionState;
import io.switchboard.entity.budget.HeldBytes;
import io.switchboard.entity.placement.ShardLoads.ShardLoad;
import io.switchboard.entity.seen.SessionCensus.Place;
import io.switchboard.entity.wire.LargestMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A session in memory: its whole state, who waits for it, and what it holds of the node's budgets.
 * Lets the core decide, and carries decisions out; what must be journaled before is its shell's
 * part. Used by one actor only.
 */
final class LiveSession {
  private final SessionId session;
  private final SessionCommons commons;
  private final EntityMetrics metrics;
  private final ShardLoad load;
  private final Clock clock;
  private final Upkeep upkeep;
  private final EffectRunner effects;
  private final WaitingCalls waiting;

  private SessionState state = SessionState.recovered(Durable.ABSENT);
  private long heldBytes;
  private Place place = Place.of(state);
  private long lagEvents;

  LiveSession(
      SessionId session,
      SessionCommons commons,
      EntityMetrics metrics,
      ShardLoad load,
      Clock clock,
      Upkeep upkeep,
      EffectRunner effects,
      LargestMessage largest) {
    this.session = session;
    this.commons = commons;
    this.metrics = metrics;
    this.load = load;
    this.clock = clock;
    this.upkeep = upkeep;
    this.effects = effects;
    this.waiting = new WaitingCalls(largest);
    metrics.census.enter(place);
  }

  Durable durable() {
    return state.durable();
  }

  boolean hasEnded() {
    return durable() instanceof Durable.Ended;
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  /** Everything volatile is thrown away; whoever waits is told to try again. */
  void beginAnew(Durable durable) {
    answerAll("the session starts anew; try again");
    become(SessionState.recovered(durable));
    upkeep.begin(durable, clock.instant());
  }

  /** Gives back what it holds. Nothing is decided afterwards. */
  void end() {
    heldIn().change(-heldBytes);
    heldBytes = 0;
    lagIs(0);
    metrics.census.leave(place);
    answerAll("the session moves; try again");
  }

  void answerAll(String reason) {
    waiting.answerAll(reason);
  }

  boolean isOverdue() {
    return !isAwaited() && upkeep.isOverdue(durable(), clock.instant());
  }

  /** True while there is something to do that no client waits for. */
  boolean isBusy() {
    return state.isBusy();
  }

  /** The end of a session that is overdue, unless it cannot end now. */
  Optional<Decision> expiry() {
    Optional<Decision> expiry =
        isOverdue()
            ? Optional.of(decide(new SessionCommand.Expire(upkeep.lastCallAt())))
                .filter(decision -> !decision.events().isEmpty())
            : Optional.empty();
    expiry.ifPresent(ends -> metrics.expired.increment());
    return expiry;
  }

  Decision decide(SessionCommand command) {
    return command.applyTo(state, new Context(session, clock.instant()));
  }

  /** Decides a client's call; none if it was turned away at once. */
  Optional<Decision> decide(SessionMessage.Call message) {
    upkeep.called(clock.instant());
    if (message.call() instanceof SessionCommand.Write write && !hasRoomFor(write)) {
      return withoutStaging(write, message.replyTo());
    }
    if (message.call() instanceof SessionCommand.Write write) {
      load.written(write.batch().sizeBytes());
    }
    return Optional.of(decide(message.call().withCall(waiting.add(message.replyTo()))));
  }

  /** Whether a written batch may be kept here, besides what the node's other writers hold. */
  private boolean hasRoomFor(SessionCommand.Write write) {
    long bytes = write.batch().heldBytes();
    // A write without ack takes the place of what is staged.
    boolean takesMore = write.lastToken().isPresent() || state.isBusy();
    return commons.staged().hasRoomFor(takesMore ? bytes : bytes - heldBytes);
  }

  /**
   * The batch is turned away, but not the ack that it carries: acks are what makes room, so if they
   * had to wait for room nobody would get on.
   */
  private Optional<Decision> withoutStaging(SessionCommand.Write write, ActorRef<Reply> replyTo) {
    metrics.backpressure.increment();
    if (write.lastToken().isEmpty()) {
      replyTo.tell(WaitingCalls.backpressure());
      return Optional.empty();
    }
    long call = waiting.addAckOnly(replyTo);
    return Optional.of(
        decide(
            new SessionCommand.AckWrite(
                call, write.holder(), write.seq() - 1, write.lastToken().get())));
  }

  /** A decision's events are in the journal, so long after they were decided. */
  void journaled(Decision decision, long nanos) {
    metrics.observer().journaled(nanos);
    metrics.journaled(decision.events());
    for (SessionEvent event : decision.events()) {
      if (event instanceof SessionEvent.Disposed disposed) {
        EffectRunner.specOf(decision.next().durable())
            .ifPresent(spec -> metrics.observer().ended(session, spec, disposed.reason()));
      }
    }
  }

  /**
   * Carries out what was decided, once its events are journaled.
   *
   * @param results brings the effects' results back to this life of the session
   */
  void carryOut(Decision decision, Consumer<SessionCommand> results) {
    become(decision.next());
    if (!decision.answers().isEmpty()) {
      // A client that waited was there all the time.
      upkeep.called(clock.instant());
    }
    decision
        .effects()
        .forEach(effect -> effects.run(effect, durable(), upkeep.lastCallAt(), results));
    decision.answers().forEach(this::answer);
    forgetIfShort();
  }

  private void answer(Decision.Answer answer) {
    if (answer.reply() instanceof Reply.Batch batch && !batch.events().isEmpty()) {
      load.read(batch.events().stream().mapToLong(ReceivedEvent::sizeBytes).sum());
      EffectRunner.specOf(durable()).ifPresent(spec -> count(spec, batch.events()));
    }
    waiting.answer(answer.call(), answer.reply());
  }

  private void count(SessionSpec spec, List<ReceivedEvent> events) {
    metrics.topics().of(spec.topic().name()).delivered(events);
    long newestMs = events.stream().mapToLong(ReceivedEvent::timestampMs).max().orElseThrow();
    metrics.observer().delivered(Math.max(0, clock.millis() - newestMs));
  }

  /** How many offsets a reader is behind, as far as is known; 0 while it does not read. */
  void lagIs(long events) {
    if (events != lagEvents) {
      long change = events - lagEvents;
      lagEvents = events;
      EffectRunner.specOf(durable())
          .ifPresent(spec -> metrics.topics().of(spec.topic().name()).lagChanged(change));
    }
  }

  /** A delivered batch is not kept while the readers of this node hold too much. */
  private void forgetIfShort() {
    if (heldBytes > 0 && heldIn().isShort() && durable() instanceof Durable.Reader) {
      metrics.forgotten.increment();
      become(decide(new SessionCommand.Forget()).next());
    }
  }

  private void become(SessionState next) {
    heldIn().change(-heldBytes);
    if (next.getClass() != state.getClass()) {
      metrics.census.leave(place);
      place = Place.of(next);
      metrics.census.enter(place);
    }
    state = next;
    heldBytes = next.heldBytes();
    heldIn().change(heldBytes);
  }

  private HeldBytes heldIn() {
    return durable() instanceof Durable.Reader ? commons.reading().bytes() : commons.staged();
  }

  /** Renews the directory's entry, if the session was called since the last time and it is due. */
  void noteIfDue(Consumer<SessionCommand> results) {
    if (!hasEnded() && upkeep.isNoteDue(durable(), isAwaited(), clock.instant())) {
      note(results);
    }
  }

  /** Tells the directory how this session stands. */
  void note(Consumer<SessionCommand> results) {
    Instant now = clock.instant();
    upkeep.noted(now);
    effects.run(
        new Effect.NoteInDirectory(ackedSeq(), hasEnded()),
        durable(),
        isAwaited() ? now : upkeep.lastCallAt(),
        results);
  }

  private long ackedSeq() {
    if (durable() instanceof Durable.Reader reader) {
      return reader.ackedSeq();
    }
    if (durable() instanceof Durable.Writer writer) {
      return writer.hintSeq();
    }
    return durable() instanceof Durable.Ended ended ? ended.lastSeq() : 0;
  }
}
